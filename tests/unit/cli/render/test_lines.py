"""Prose is whole for programs, and breaks between words for people."""

import pytest

from residency.cli.render.lines import show_line
from tests.unit.cli.conftest import WIDTH, text_console

LINE = "not supported yet: " + " ".join(["flash-attention"] * 9)


@pytest.mark.parametrize("terminal", [False, True])
def test_no_word_is_broken(terminal: bool) -> None:
    console = text_console(terminal=terminal)
    show_line(console, LINE)
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert " ".join(line.strip() for line in lines) == LINE
    assert (max(map(len, lines)) <= WIDTH) is terminal
