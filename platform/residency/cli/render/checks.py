"""The doctor's findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from rich.text import Text

from residency.cli.checks.check import Check, State
from residency.cli.render.tables import table
from residency.cli.shell import Shell

_STYLES = {State.OK: "green", State.WARNING: "yellow", State.WRONG: "bold red"}


def show_checks(shell: Shell, checks: Sequence[Check], *, json: bool) -> None:
    """A table, then each remedy; or one object a check."""
    if json:
        for check in checks:
            shell.write_json(asdict(check))
        return
    shell.out.print(
        table(
            ("check", "state", "found"),
            ((one.name, Text(one.state.value, _STYLES[one.state]), one.found) for one in checks),
        )
    )
    for one in checks:
        if one.state is not State.OK:
            shell.out.print(Text.assemble((f"{one.name}: ", _STYLES[one.state]), one.remedy))
