"""A text cut into words, numbers and signs, each with what it looks like and what lists tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from residency.data.deid.learned.facts import SITUATING, Facts, facts

_TOKEN = re.compile(r"[^\W\d_]+(?:['\u2019`][^\W\d_]+)*|\d+|\n|[^\w\s]|_")
_KNOWN_WELL = 2  # the tier from which a word is a context by itself
_LONGEST = 6  # signs that a shape counts

Forget = Callable[[str], str]
"""Word -> letters of `Facts.named` that training hides, so that context is learned too."""


class Sort(Enum):
    """What a token is made of."""

    WORD = "w"
    NUMBER = "d"
    SIGN = "p"


@dataclass(frozen=True, slots=True)
class Token:
    """text[start:end]. `shape`: its letters' case or its count of digits. `look`: shape and
    whether lists know it, in short. `sort_of`: all that lists tell, in short. `context`: what it
    is to its neighbours: itself where it is well known and names nobody, else its class.
    """

    start: int
    end: int
    text: str
    sort: Sort
    shape: str
    look: str
    sort_of: str
    context: str
    facts: Facts | None = None


OUTSIDE = Token(-1, -1, "", Sort.SIGN, "PAD", "PAD", "PAD", "PAD")
"""Stands before the first token and after the last."""


def tokens(text: str, forget: Forget | None = None) -> tuple[Token, ...]:
    """The tokens of `text`; white space but line ends is left out."""
    return tuple(_tokens(text, forget))


def _tokens(text: str, forget: Forget | None) -> Iterator[Token]:
    for found in _TOKEN.finditer(text):
        written = found.group()
        if written[0].isalpha():
            yield _word(found, forget)
        elif written[0].isdigit():
            shape = f"d{min(len(written), _LONGEST)}"
            yield Token(*found.span(), written, Sort.NUMBER, shape, shape, "d", f"_{shape}")
        else:
            yield Token(*found.span(), written, Sort.SIGN, written, written, "p", written)


def _word(found: re.Match[str], forget: Forget | None) -> Token:
    written = found.group()
    known = facts(written)
    if forget is not None and known.named and not known.common:
        hidden = forget(known.bare)
        known = replace(known, named="".join(one for one in known.named if one not in hidden))
    shape = _shape(written)
    look = shape[:2] + ("V" if known.common else "u")
    return Token(
        *found.span(), written, Sort.WORD, shape, look, _sort_of(known), _context(known), known
    )


def _shape(word: str) -> str:
    if len(word) == 1:
        return "X1" if word.isupper() else "x1"
    if word.isupper():
        return f"XX{min(len(word), _LONGEST)}"
    if word.islower():
        return "xx"
    return "Xx" if word[0].isupper() and word[1:].islower() else "xX"


def _sort_of(known: Facts) -> str:
    common = f"V{min(known.tier, 3)}" if known.common else ""
    return common + known.named + "".join(mark for mark in "EC" if mark in known.marks)


def _context(known: Facts) -> str:
    situating = not SITUATING.isdisjoint(known.marks)
    if situating or (known.tier >= _KNOWN_WELL and not known.named):
        return known.bare
    if len(known.bare) == 1:
        return "_L"
    if known.common:
        return "_v" + ("n" if known.named else "") + ("C" if "C" in known.marks else "")
    if "E" in known.marks:
        return "_e"
    return "_r" if "R" in known.marks else f"_u{known.named}"
