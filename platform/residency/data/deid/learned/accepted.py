"""Which words the tagger is sure enough of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from residency.data.deid.findings import Span
from residency.data.deid.learned.facts import facts
from residency.data.deid.learned.tagger import Scored
from residency.data.deid.phrases.name_runs import is_flat
from residency.data.deid.phrases.words import word_list
from residency.data.deid.safe_harbor import SafeHarbor

SURE = 0.2  # of a word by itself: what may identify goes, as costs of the two errors are unequal
BESIDE = 0.05  # of a word right beside one that was taken
CODE = 0.9  # of a letter alone or letters joined to figures: codes and measures more than names
PLAIN = 0.8  # of a word that clinical texts write and no list of names has, unless it is a place's
ACRONYM = 0.5  # of capitals in no list of names, where capitals tell something
NUMBER = 0.5  # of a number: house numbers and postal codes; rules find the others
_INITIALS = 3  # letters at most
_BY = re.compile(
    r"\b(?:by|per|d/w|dw|cc|sig(?:ned)?|initials)[ \t]*[:.=(-]?[ \t]*$", re.IGNORECASE
)
_FIGURE = re.compile(r"[ \t]?[=:]?[ \t]?\d")
_TOWARDS = re.compile(
    r"\b(?:from|to|at|with|for|ask(?:ed)?|by|seen|saw|spoke|pt|patient|re|via|and)[ \t]+$",
    re.IGNORECASE,
)
_FURTHEST = 16  # characters before a word in which that stands
_LONGEST_ACRONYM = 6  # letters
_WIDEST_GAP = 3  # signs between two words that belong together
_APART = frozenset(":;()\n")  # signs that part them


@dataclass(frozen=True, slots=True)
class _Word:
    scored: Scored
    written: str
    joined: bool  # to figures, without a space
    signs: bool  # right behind who acted: "reported by", "d/w"
    flat: bool  # capitals tell nothing in its text
    measured: bool  # a figure follows, and nothing before leads to somebody or some place


def accepted(text: str, seen: Sequence[Scored]) -> Iterator[Span]:
    """Spans of the words and numbers of `seen` that identify somebody, in order."""
    flat = is_flat(text)
    words = [
        _Word(
            scored=one,
            written=text[one.start : one.end],
            joined=_is_joined(seen, index),
            signs=_behind(_BY, text, one.start),
            flat=flat,
            measured=_FIGURE.match(text, one.end) is not None
            and not _behind(_TOWARDS, text, one.start),
        )
        for index, one in enumerate(seen)
    ]
    taken = [_by_itself(word) for word in words]
    for index in range(1, len(words)):
        taken[index] |= taken[index - 1] and _belongs(text, words[index - 1], words[index])
    for index in range(len(words) - 2, -1, -1):
        taken[index] |= taken[index + 1] and _belongs(text, words[index + 1], words[index])
    for word, one in zip(words, taken, strict=True):
        if one:
            yield _span(word.scored)


def _is_joined(seen: Sequence[Scored], index: int) -> bool:
    """Whether a token of the other sort touches this one: "A1c", "T3N2"."""
    this = seen[index]
    before = seen[index - 1] if index else None
    after = seen[index + 1] if index + 1 < len(seen) else None
    left = before is not None and before.end == this.start and before.is_word != this.is_word
    right = after is not None and after.start == this.end and after.is_word != this.is_word
    return left or right


def _behind(lead: re.Pattern[str], text: str, start: int) -> bool:
    return lead.search(text[max(0, start - _FURTHEST) : start]) is not None


def _by_itself(word: _Word) -> bool:
    one = word.scored
    if not one.is_word:
        return one.place > NUMBER
    letter = one.end - one.start == 1
    if letter and word.joined and word.written in "xX":
        return False  # "384x307"
    if letter or (word.joined and one.place <= NUMBER):
        return one.identifying > CODE
    plain_word = one.place < max(one.name, one.other) and _is_clinical(word.written)
    plain_word = plain_word and not (word.signs and len(word.written) <= _INITIALS)
    acronym = not plain_word and not word.signs and _is_acronym(word)
    return one.identifying > (PLAIN if plain_word else ACRONYM if acronym else SURE)


def _is_clinical(written: str) -> bool:
    """A word of clinical English, an eponym or an abbreviation, and in no list of names."""
    known = facts(written)
    if known.named:
        return False
    abbreviation = written.isupper() and known.bare in word_list("abbreviations")
    return known.common or "E" in known.marks or abbreviation


def _is_acronym(word: _Word) -> bool:
    """ "IVS 11 mm": no name, and no place by what stands around it."""
    one, length = word.scored, len(word.written)
    if (
        word.flat
        or not word.measured
        or not word.written.isupper()
        or not 3 <= length <= _LONGEST_ACRONYM
    ):
        return False
    return one.place < one.name + one.other and not facts(word.written).named


def _belongs(text: str, taken: _Word, beside: _Word) -> bool:
    """Whether a less sure word stands right beside one that was taken."""
    one = beside.scored
    if not one.is_word or beside.joined or one.identifying <= BESIDE:
        return False
    between = text[min(taken.scored.end, one.end) : max(taken.scored.start, one.start)]
    return len(between) <= _WIDEST_GAP and _APART.isdisjoint(between)


def _span(one: Scored) -> Span:
    surest = max(one.name, one.place, one.other)
    kind = SafeHarbor.NAME if one.name == surest else SafeHarbor.OTHER
    kind = SafeHarbor.GEOGRAPHY if one.place == surest else kind
    return Span(one.start, one.end, kind, round(one.identifying, 3))
