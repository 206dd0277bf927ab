"""`residency plan`: what would run, and why."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from residency.cli.options import File, Sets
from residency.cli.shell import Shell, shell_of
from residency.errors import ExitCode, ModelFolderError

if TYPE_CHECKING:
    from residency.spec.loader import Loaded


class Target(StrEnum):
    """Where the plan would run."""

    LOCAL = "local"
    KUBERNETES = "kubernetes"


class Output(StrEnum):
    """How the plan is printed."""

    TABLE = "table"
    JSON = "json"
    YAML = "yaml"


def plan(
    context: typer.Context,
    file: File,
    sets: Sets = None,
    target: Annotated[
        Target,
        typer.Option(
            help="local: the steps, and which are cached. kubernetes: the objects of the run."
        ),
    ] = Target.LOCAL,
    output: Annotated[
        Output, typer.Option("--output", "-o", help="A table for people, or JSON or YAML.")
    ] = Output.TABLE,
) -> None:
    """Show what a run would do: steps, cache, parameters trained, and where all is written.

    Nothing is run. Exit code 2 where a value needs a capability that this version does not have,
    or a model folder is missing or unsafe: each is named, and 'residency run' would refuse.
    """
    from residency.cli.render.objects import show_objects
    from residency.cli.render.plan import show_plan

    shell = shell_of(context)
    loaded = shell.facade.load(str(file), sets or ())
    resolved = shell.facade.plan(loaded, remote=target is Target.KUBERNETES)
    if target is Target.KUBERNETES:
        show_objects(shell, shell.facade.objects(resolved), output.value)
    else:
        show_plan(shell, loaded, resolved, output.value)
    missing = _model_problem(shell, loaded) if target is Target.LOCAL else ()
    _refuse(shell, (*missing, *resolved.unsupported))


def _model_problem(shell: Shell, loaded: Loaded) -> tuple[str, ...]:
    """What is wrong with a model folder of this machine."""
    try:
        shell.facade.check_models(loaded)
    except ModelFolderError as error:
        return (str(error),)
    return ()


def _refuse(shell: Shell, problems: tuple[str, ...]) -> None:
    """Say why it cannot be run, last and on the error side, to be seen."""
    for line in problems:
        shell.err.print(line, style="bold red")
    if problems:
        raise typer.Exit(ExitCode.USER_MISTAKE)
