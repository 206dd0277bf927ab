"""`residency prepare`: the data alone."""

from __future__ import annotations

import typer

from residency.cli.options import File, Json, Sets, Wait
from residency.cli.shell import shell_of


def prepare(
    context: typer.Context,
    file: File,
    sets: Sets = None,
    wait: Wait = False,
    json: Json = False,
) -> None:
    """Prepare a pipeline's data without training: read, de-identify, curate, decontaminate, pack.

    What it leaves in MLflow is what to look at before a GPU is asked for: data cards, the
    de-identification report, the decontamination matrix. A later run finds these steps done.
    """
    from residency.cli.run import run_pipeline

    shell = shell_of(context)
    loaded = shell.facade.load(str(file), sets or ())
    plan = shell.facade.plan(loaded, prepare=True)
    run_pipeline(shell, plan, wait=wait, json=json)
