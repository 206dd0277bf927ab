"""`residency run`: do what is not done yet."""

from __future__ import annotations

import typer

from residency.cli.options import File, Json, Sets, Wait
from residency.cli.shell import shell_of


def run(
    context: typer.Context,
    file: File,
    sets: Sets = None,
    wait: Wait = False,
    json: Json = False,
) -> None:
    """Run a pipeline: the steps that are not done yet, in the order of their inputs.

    A step whose inputs and recipe did not change is cached. A run that was stopped or killed
    continues when started again: what was finished is not done twice.
    """
    from residency.cli.run import check_models, run_pipeline

    shell = shell_of(context)
    loaded = shell.facade.load(str(file), sets or ())
    plan = shell.facade.plan(loaded)
    check_models(shell, loaded, plan)
    run_pipeline(shell, plan, wait=wait, json=json)
