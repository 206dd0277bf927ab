"""A long text in pieces that overlap, so that time and memory grow with its length alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 16_000  # characters of a piece
OVERLAP = 400  # longer than any identifier with what announces it
_SPACE = re.compile(r"\s")


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """(where it begins, piece); a short text is its own only piece."""
    start = 0
    while True:
        end = min(len(text), start + LONGEST)
        if end < len(text):
            space = _SPACE.search(text, end, min(len(text), end + OVERLAP))
            end = space.start() if space else end
        yield start, text[start:end]
        if end >= len(text):
            return
        start = end - OVERLAP
