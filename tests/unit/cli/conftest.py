"""The command line over a fake Residency, with what it prints kept as text."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from residency.cli.program import execute
from residency.cli.shell import Shell
from tests.unit.cli.fake_residency import FakeResidency

WIDTH = 80


@dataclass(frozen=True)
class Result:
    """What one command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, object]]:
        """Standard output as JSON, one object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


def text_console(*, terminal: bool = False) -> Console:
    """A console of 80 columns that writes into a string."""
    return Console(
        file=StringIO(),
        width=WIDTH,
        force_terminal=terminal,
        color_system=None,
        highlight=False,
        markup=False,
        emoji=False,
    )


@pytest.fixture
def fake(tmp_path: Path) -> FakeResidency:
    return FakeResidency(tmp_path)


@pytest.fixture
def quickstart(repository: Path) -> str:
    return str(repository / "pipelines/quickstart/pipeline.yaml")


@pytest.fixture
def cli(fake: FakeResidency) -> Callable[..., Result]:
    """Runs one command line; `terminal=True` lets it believe in a terminal, `answer` answers."""

    def run(*arguments: str, terminal: bool = False, answer: bool | None = None) -> Result:
        out, err = text_console(terminal=terminal), text_console()
        confirm = None if answer is None else lambda _question: answer
        code = execute(arguments, Shell(out, err, lambda: fake, confirm))
        return Result(int(code), out.file.getvalue(), err.file.getvalue())  # type: ignore[attr-defined]

    return run
