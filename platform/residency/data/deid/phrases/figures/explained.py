"""Which figures of a text clinical writing explains."""

from __future__ import annotations

from residency.data.deid.phrases.figures import (
    biology,
    fractions,
    imaging,
    measures,
    named,
    notations,
    prose,
    terms,
)
from residency.data.deid.phrases.figures.row import Row, mark

SURE: tuple[Row, ...] = (
    *measures.ROWS,
    *named.ROWS,
    *terms.ROWS,
    *prose.COUNTED,
    *biology.LEVELS,
    *imaging.FIELDS,
    *notations.NOTATIONS,
)
"""With a unit, a name or a system beside them: no weaker rule of a label takes these."""
BARE: tuple[Row, ...] = (
    *measures.LETTERS,
    *fractions.ROWS,
    *biology.ROWS,
    *imaging.ROWS,
    *prose.ROWS,
)
"""By their own shape: they stay unless something tells that they are a person's."""


def sure(text: str) -> bytearray:
    """1 for each character of a figure that something beside it explains."""
    marks = bytearray(len(text))
    mark(SURE, text, marks)
    return marks


def bare(text: str) -> bytearray:
    """1 for each character of a figure that its own shape explains."""
    marks = bytearray(len(text))
    mark(BARE, text, marks)
    return marks
