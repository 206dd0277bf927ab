"""`residency evaluate`: what a pipeline's models scored."""

from __future__ import annotations

from typing import Annotated

import typer

from residency.cli.options import File, Json, Sets
from residency.cli.shell import shell_of


def evaluate(
    context: typer.Context,
    file: File,
    stage: Annotated[
        str | None,
        typer.Option(
            help="One stage alone, in full: subgroups too. 'base' is before the curriculum.",
            show_default="all stages",
        ),
    ] = None,
    sets: Sets = None,
    json: Json = False,
) -> None:
    """Print the evaluation of each stage's model: value, 95% interval, n, protocol.

    Reports come from the records of the pipeline as it is written now; what was not evaluated
    yet is named, and 'residency run' evaluates it.
    """
    from residency.cli.render.evaluation import show_evaluation

    shell = shell_of(context)
    plan = shell.facade.plan(shell.facade.load(str(file), sets or ()))
    show_evaluation(shell, plan, stage, json=json)
