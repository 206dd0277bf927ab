"""What a command talks through: two consoles and the facade, opened when first used."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

import typer
from rich.console import Console

if TYPE_CHECKING:
    from residency.cli.facade import Facade

_WIDE = 10_000


def _open_facade() -> Facade:
    from residency.wiring import Residency, settings_from_environment

    return Residency(settings_from_environment())


def _ask_person() -> Callable[[str], bool] | None:
    if not sys.stdin.isatty():
        return None
    return lambda question: typer.confirm(question, err=True)


def console(stream: TextIO) -> Console:
    """A console that neither colours numbers nor reads markup in what it is given.

    Where nobody looks (a pipe, CI) it is as wide as anything printed, so that no word of a table
    is broken; COLUMNS sets another width.
    """
    width = None if stream.isatty() or os.environ.get("COLUMNS", "").isdigit() else _WIDE
    return Console(
        file=stream, width=width, highlight=False, markup=False, emoji=False, soft_wrap=True
    )


@dataclass
class Shell:
    """Results go to `out`, what is said about them to `err`; `--json` owns `out` alone."""

    out: Console = field(default_factory=lambda: console(sys.stdout))
    err: Console = field(default_factory=lambda: console(sys.stderr))
    open_facade: Callable[[], Facade] = _open_facade
    # Puts a yes-or-no question to a person; None where nobody can answer.
    confirm: Callable[[str], bool] | None = field(default_factory=_ask_person)

    @cached_property
    def facade(self) -> Facade:
        """Residency itself; nothing of it is imported before a command asks."""
        return self.open_facade()

    def people(self, *, json_output: bool) -> Console:
        """Where to speak to people: beside the JSON where there is JSON."""
        return self.err if json_output else self.out

    def write_json(self, value: Mapping[str, object]) -> None:
        """One JSON object on one line of standard output."""
        self.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")

    def write(self, text: str) -> None:
        """Text exactly as it is: never wrapped, never coloured."""
        self.out.file.write(text)
        self.out.file.flush()


def shell_of(context: typer.Context) -> Shell:
    """The shell that the program was started with."""
    shell = context.obj
    assert isinstance(shell, Shell)
    return shell
