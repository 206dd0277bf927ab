"""One look for all tables: no boxes, words break between columns, readable at 80 columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

Cell: TypeAlias = str | Text

_WORD = re.compile(r"^\s*\S+|\S+")  # an indented line keeps its indentation
_EDGES, _GAP = 2, 3  # columns that the box takes around a table, and between two of its columns


class WordTable(Table):
    """A table that keeps words whole as long as all of them fit.

    Rich makes wide columns narrower without a look at their words. Here each gives what it can.
    """

    def __init__(self, natural: Sequence[int], words: Sequence[int]) -> None:
        """Of each column: how wide its longest line is, and how narrow it may become."""
        super().__init__(box=SIMPLE_HEAD, pad_edge=False)
        self._natural, self._words = natural, words
        self._around = _EDGES + _GAP * (len(natural) - 1)

    @property
    def whole(self) -> int:
        """The width that breaks no line."""
        return self._around + sum(self._natural)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        found = widths(self._natural, self._words, options.max_width - self._around)
        for column, width in zip(self.columns, found, strict=True):
            column.width = width
        yield from super().__rich_console__(console, options)


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> WordTable:
    """A table; a column whose name starts with `>` is aligned to the right and keeps its lines."""
    names = [name.removeprefix(">") for name in columns]
    kept = [name.startswith(">") for name in columns]
    cells = list(rows)
    texts = [[name, *(str(row[at]) for row in cells)] for at, name in enumerate(names)]
    natural = [max(cell_len(line) for text in some for line in _lines(text)) for some in texts]
    words = [max(cell_len(word) for text in some for word in _words(text)) for some in texts]
    least = [line if keep else word for line, word, keep in zip(natural, words, kept, strict=True)]
    out = WordTable(natural, least)
    for name, keep in zip(names, kept, strict=True):
        out.add_column(
            name,
            justify="right" if keep else "left",
            no_wrap=keep,
            overflow="fold",
            header_style="bold",
        )
    for row in cells:
        out.add_row(*row)
    return out


def widths(natural: Sequence[int], words: Sequence[int], room: int) -> list[int]:
    """Of each column, where there is room for so much in all: the widest gives first.

    None becomes narrower than its longest word, unless the words alone have no room.
    """
    found = list(natural)
    floor = list(words) if sum(words) <= room else [1] * len(found)
    while sum(found) > room:
        able = [at for at, width in enumerate(found) if width > floor[at]]
        if not able:
            break
        found[max(able, key=found.__getitem__)] -= 1
    return found


def _lines(text: str) -> list[str]:
    return text.splitlines() or [""]


def _words(text: str) -> list[str]:
    return _WORD.findall(text) or [""]


def short_time(moment: str) -> str:
    """An RFC 3339 time without fractions and zone letters: `2026-11-23 17:44`."""
    return moment[:16].replace("T", " ")
