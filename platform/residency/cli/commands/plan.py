"""`residency plan`: what would run, and why."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from residency.cli.options import File, Sets
from residency.cli.shell import Shell, shell_of
from residency.errors import ExitCode


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

    Nothing is run. Exit code 2 where a value needs a capability that this version does not have:
    each is named, and 'residency run' would refuse.
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
    _refuse(shell, resolved.unsupported)


def _refuse(shell: Shell, unsupported: tuple[str, ...]) -> None:
    """Say what this version cannot do yet, last and on the error side, to be seen."""
    for line in unsupported:
        shell.err.print(line, style="bold red")
    if unsupported:
        raise typer.Exit(ExitCode.USER_MISTAKE)
