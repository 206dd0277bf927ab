"""What the lists tell of a word, whatever the text around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from residency.data.deid.phrases.words import is_common, phrase_list, plain, word_list

_CACHED = 100_000  # words; a text of no end of words takes no end of memory otherwise
_MEMBER = {
    "T": "titles",
    "Q": "credentials",
    "K": "kin",
    "S": "street_types",
    "U": "unit_words",
    "A": "state_codes",
    "M": "months",
    "f": "facility_words",
    "o": "roles",
    "F": "function_words",
    "N": "never_names",
    "C": "clinical",
    "E": "eponyms",
    "h": "eponym_heads",
}
"""Letter of a fact -> the list that tells it."""

SITUATING = frozenset("TKSUHMFQ")
"""Facts of words that tell what stands beside them: titles, kin, streets, credentials, ..."""


@dataclass(frozen=True, slots=True)
class Facts:
    """`bare`: the word as the lists have it. `marks`: letters of facts. `tier`: how often open
    clinical texts write it in small letters (0 never, 4 most). `capitals`: how often they give it
    a capital within a sentence (0 unknown, 1 rarely, 4 mostly). `common`: whether clinical or
    general English writes it in small letters. `named`: "g" a given name, "f" a family name, "c" a
    town, "w" a word of towns.
    """

    bare: str
    marks: str
    tier: int
    capitals: int
    common: bool
    named: str


@lru_cache(maxsize=_CACHED)
def facts(word: str) -> Facts:
    """The facts of `word`, in any case."""
    bare = plain(word)
    tier, capitals = _frequencies().get(bare, (0, 0))
    return Facts(bare, _marks(bare), tier, capitals, is_common(bare), _named(bare))


def _marks(bare: str) -> str:
    marks = [mark for mark, name in _MEMBER.items() if bare in word_list(name)]
    if bare in _words_of("facility_heads"):
        marks.append("H")
    if bare in _words_of("regions"):
        marks.append("R")
    if bare in word_list("street_words") or bare in word_list("plain_towns"):
        marks.append("s")
    return "".join(marks)


def _named(bare: str) -> str:
    given = "g" if bare in word_list("given_names") else ""
    family = bare in word_list("family_names") or bare in word_list("plain_names")
    town = "c" if bare in phrase_list("cities") else "w" if bare in _words_of("cities") else ""
    return given + ("f" if family else "") + town


@cache
def _words_of(name: str) -> frozenset[str]:
    """The words of three letters and more in the phrases of a list."""
    parts = (part.strip(".") for phrase in phrase_list(name) for part in re.split(r"[ -]", phrase))
    return frozenset(part for part in parts if len(part) > 2)


@cache
def _frequencies() -> Mapping[str, tuple[int, int]]:
    """Word -> (tier, capitals): a line of the list is both digits and the words of that kind."""
    found: dict[str, tuple[int, int]] = {}
    for line in phrase_list("frequencies"):
        digits, *words = line.split()
        found.update(dict.fromkeys(words, (int(digits[0]), int(digits[1]))))
    return found
