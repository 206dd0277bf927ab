"""Slips of the fingers, at about the rate of notes that nobody has read again."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from benchmarks.safe_harbor.note import Piece
from residency.data.deid.safe_harbor import SafeHarbor

HASTY_SHARE = 0.3  # of notes are typed in haste
PER_WORD = 0.012  # slips in these
WORD = re.compile(r"[A-Za-z]{5,}")


def slips(draw: Random) -> Callable[[Piece], Piece]:
    """How one note is typed: letters change places, drop out or come twice, numbers never."""
    if draw.random() >= HASTY_SHARE:
        return lambda piece: piece

    def typed(piece: Piece) -> Piece:
        if piece.kind not in (None, SafeHarbor.NAME):
            return piece
        text = WORD.sub(lambda word: _word(word.group(), PER_WORD, draw), piece.text)
        return Piece(text, piece.kind, piece.subclass, piece.group)

    return typed


def _word(word: str, rate: float, draw: Random) -> str:
    if draw.random() >= rate:
        return word
    at = draw.randrange(1, len(word) - 2)
    one, two = word[at], word[at + 1]
    return word[:at] + draw.choice((two + one, one, one + one + two)) + word[at + 2 :]
