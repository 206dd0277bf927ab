"""A row of a grammar of figures: a way in which clinical text writes them that names nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

WHOLE = r"(?:[1-9]\d{0,2}(?:,\d{3}){1,3}|[1-9]\d{0,5}|0)"
NUMBER = rf"(?:{WHOLE}(?:[.\u00b7]\d{{1,4}})?|0?[.\u00b7]\d{{1,6}})"
"""A count or a measurement: 5, 0.04, 12.5, 1,250. An identifier may begin with a zero."""
START = r"(?<![^\W_])(?<!\d[.,/:-])(?<!#)"
"""Nothing stands before it that the number could be the end of."""
END = r"(?![^\W_]|[.,/:-]\d)"
"""Nothing follows that the number could be the beginning of."""
ALONE = r"(?![^\W_]|[-/.]\d|[-/][^\W\d_]{1,3}(?![^\W_]))"
"""Neither figures nor a few letters are joined to it: "series 4", not "series 996-UH"."""


_LABEL = 24  # characters before a figure in which its label stands
_LABELLED = re.compile(
    r"\b(?:mrn|id|hospital|number|no|ref|reg(?:istration)?|plate|car|vehicle|van|by|account|case|accession|"
    r"serial|asset|tag|device|equipment|participant|subject|patient|trial|bed|ward|flats?|unit|room|bay|locker|apt|apartment|block|badge|house)\b\W{0,3}(?:(?:no|number)\b\W{0,3})?$",
    re.IGNORECASE,
)


def _always(found: re.Match[str]) -> bool:
    return found is not None


@dataclass(frozen=True, slots=True)
class Row:
    """All digits of a match of `pattern` are explained where `holds` agrees."""

    name: str
    pattern: re.Pattern[str]
    source: str  # who lays the form down, or where it is in daily use
    holds: Callable[[re.Match[str]], bool] = _always


def row(
    name: str,
    pattern: str,
    source: str,
    holds: Callable[[re.Match[str]], bool] = _always,
    *,
    exact: bool = False,
) -> Row:
    """A row of any case, or of the case that is written where `exact`."""
    return Row(name, re.compile(pattern, re.NOFLAG if exact else re.IGNORECASE), source, holds)


def unlabelled(found: re.Match[str]) -> bool:
    """Whether nothing right before it makes a number of somebody, or of something, of it."""
    before = found.string[max(0, found.start() - _LABEL) : found.start()]
    return _LABELLED.search(before) is None


def mark(rows: Iterable[Row], text: str, marks: bytearray) -> None:
    """Set `marks` to 1 wherever a row matches; `marks` is as long as `text`."""
    for one in rows:
        for found in one.pattern.finditer(text):
            if one.holds(found):
                start, end = found.span()
                marks[start:end] = b"\x01" * (end - start)
