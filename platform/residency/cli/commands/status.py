"""`residency status`: where pipelines and their models stand."""

from __future__ import annotations

from typing import Annotated

import typer

from residency.cli.options import Json
from residency.cli.shell import shell_of


def status(
    context: typer.Context,
    pipeline: Annotated[
        str | None,
        typer.Argument(
            metavar="PIPELINE",
            help="A pipeline's name: its steps too. Without it all pipelines.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Show runs, steps, attempts, model versions, aliases, who approved, and what MLflow lacks.

    Reads the store alone, so it works while a run is going on and after one was killed.
    """
    from residency.cli.render.status import show_status

    show_status(shell_of(context), pipeline, json=json)
