"""Lists of words, and what a word by itself tells: a name, a place, or plain clinical English."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources

_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "\u0131": "i", "\u2019": "'", "æ": "ae"}
)


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of `lists/<name>.txt`: those between white space."""
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def phrase_list(name: str) -> frozenset[str]:
    """The phrases of `lists/<name>.txt`: one a line."""
    return frozenset(line.strip() for line in _lines(name))


def plain(word: str) -> str:
    """In lower case, without accents and a possessive `'s`, as the lists have it."""
    lowered = word.lower().translate(_UNDECOMPOSED)
    if not lowered.isascii():
        parts = unicodedata.normalize("NFKD", lowered)
        lowered = "".join(part for part in parts if not unicodedata.combining(part))
    return lowered.removesuffix("'s")


@cache
def _vocabulary() -> frozenset[str]:
    return word_list("vocabulary") | word_list("clinical") | word_list("eponym_heads")


def is_common(word: str) -> bool:
    """Whether clinical or general English writes `word` (or its parts) in lower case."""
    bare = plain(word)
    words = _vocabulary()
    if bare in words:
        return True
    return "-" in bare and all(part in words or len(part) < 3 for part in bare.split("-"))


def is_eponym(word: str) -> bool:
    """Whether a person's name has become a clinical word."""
    bare = plain(word)
    eponyms = word_list("eponyms")
    return bare in eponyms or ("-" in bare and all(part in eponyms for part in bare.split("-")))


def is_given(word: str) -> bool:
    """Whether it is a given name somewhere."""
    return _listed(word, "given_names")


def is_family(word: str) -> bool:
    """Whether it is a family name somewhere."""
    return _listed(word, "family_names") or plain(word) in word_list("plain_names")


def is_name(word: str) -> bool:
    """Whether it is a given or family name somewhere."""
    return is_given(word) or is_family(word)


def is_region(phrase: str) -> bool:
    """Whether it is a state, a nation or a continent: Safe Harbor lets these stay."""
    return " ".join(plain(phrase).split()) in phrase_list("regions")


def is_city(phrase: str) -> bool:
    """Whether it is a town of the United States, Canada, the United Kingdom or India."""
    return " ".join(plain(phrase).split()) in phrase_list("cities")


def in_addresses(word: str) -> bool:
    """Whether streets, towns or facilities are named by this plain word."""
    return plain(word) in word_list("facility_words") | word_list("street_words")


def _listed(word: str, name: str) -> bool:
    bare, listed = plain(word), word_list(name)
    return bare in listed or ("-" in bare and any(part in listed for part in bare.split("-")))


def _lines(name: str) -> list[str]:
    folder = resources.files("residency.data.deid.phrases").joinpath("lists")
    content = folder.joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in content.splitlines() if line and not line.startswith("#")]
