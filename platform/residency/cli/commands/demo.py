"""`residency demo`: from raw DICOM files to a served model that answers."""

from __future__ import annotations

import typer

from residency.cli.shell import shell_of


def demo(context: typer.Context) -> None:
    """Train, evaluate, approve and serve a tiny MedGPT-oss on real images, and ask it a question.

    Runs pipelines/quickstart/pipeline.yaml, approves the model as you (and says so), starts the
    staging endpoint, asks about an image that was held out, and shows what happened.
    """
    from residency.cli.demo import run_demo

    run_demo(shell_of(context))
