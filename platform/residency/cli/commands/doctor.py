"""`residency doctor`: what this machine lacks."""

from __future__ import annotations

import typer

from residency.cli.options import Json
from residency.cli.shell import shell_of
from residency.errors import ExitCode


def doctor(context: typer.Context, json: Json = False) -> None:
    """Check this machine: Python, packages, torch's build, disk, memory, ports, modes of keys.

    Exit code 2 where something is wrong, each with its remedy; a warning alone is 0. Imports
    nothing heavy and changes nothing.
    """
    from residency.cli.checks.all import all_checks
    from residency.cli.checks.check import State
    from residency.cli.render.checks import show_checks

    shell = shell_of(context)
    found = list(all_checks(shell.facade.home, shell.facade.store))
    show_checks(shell, found, json=json)
    if any(one.state is State.WRONG for one in found):
        raise typer.Exit(ExitCode.USER_MISTAKE)
