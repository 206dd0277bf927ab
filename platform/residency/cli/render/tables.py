"""One look for all tables: no boxes, words break between columns, readable at 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

Cell: TypeAlias = str | Text


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Table:
    """A table; a column whose name starts with `>` is aligned to the right."""
    out = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        right = name.startswith(">")
        out.add_column(
            name.removeprefix(">"),
            justify="right" if right else "left",
            no_wrap=right,
            overflow="fold",
            header_style="bold",
        )
    for row in rows:
        out.add_row(*row)
    return out


def short_time(moment: str) -> str:
    """An RFC 3339 time without fractions and zone letters: `2026-11-23 17:44`."""
    return moment[:16].replace("T", " ")
