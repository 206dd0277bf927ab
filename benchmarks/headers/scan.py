"""Raw bytes searched for tokens, in every encoding and case that could hide them."""

from __future__ import annotations

import re

from benchmarks.headers.plant import MARK, NUMBER_MARK, Planted

_ENCODINGS = ("ascii", "utf-16-le", "utf-16-be", "utf-32-le")
_CHARACTERS = 12


def survivors(content: bytes, planted: Planted) -> list[str]:
    """The places whose token, UID or date is still found in `content`, in any case of letters."""
    found = {token for encoding in _ENCODINGS for token in _tokens(content, encoding)}
    places = [place for token, place in planted.tokens.items() if token in found]
    values = [*planted.uids, *planted.dates]
    return places + [f"value {value}" for value in values if value.encode() in content]


def _tokens(content: bytes, encoding: str) -> set[str]:
    width = len("A".encode(encoding))
    marks = b"|".join(re.escape(mark.encode(encoding)) for mark in (MARK, NUMBER_MARK))
    starts = (hit.start() for hit in re.finditer(marks, content, re.IGNORECASE))
    pieces = (content[start : start + _CHARACTERS * width] for start in starts)
    return {piece.decode(encoding, errors="replace").upper() for piece in pieces}
