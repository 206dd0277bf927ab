"""What a language model takes for a person or a place, judged by the words themselves."""

from __future__ import annotations

import re

from residency.data.deid.phrases.name_runs import is_flat
from residency.data.deid.phrases.name_words import WORD
from residency.data.deid.phrases.words import (
    is_city,
    is_common,
    is_eponym,
    is_name,
    is_region,
    plain,
    word_list,
)

_WRAP = re.compile(r"(?<!\n)\n(?!\n)")
_LONGEST_ACRONYM = 5  # letters
_BESIDE = re.compile(r"(?:['\u2019]s)?[\s-]+([^\W\d_]+)")
_STUDY = re.compile(r"\s*(?:et al|\(\d{4}\))")


def as_titles(text: str) -> str:
    """The text as a model reads it best, of the same length: one line, and words in capitals.

    A text all in capitals or all in small letters gives each word a capital.
    """
    unwrapped = _WRAP.sub(" ", text)
    if not is_flat(text):
        return unwrapped
    return WORD.sub(lambda found: _titled(found.group()), unwrapped)


def person(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The part of [start, end) that names a person; None where clinical words were taken so."""
    words = list(WORD.finditer(text, start, end))
    flat = is_flat(text)
    while words and not _may_name(words[0].group(), flat=flat):
        words.pop(0)
    named = [_may_name(word.group(), flat=flat) for word in words]
    words = words[: named.index(False)] if False in named else words
    if not any(_convinces(word.group(), flat=flat or len(words) == 1) for word in words):
        return None
    after = _BESIDE.match(text, words[-1].end())
    named_after = after is not None and plain(after[1]) in word_list("eponym_heads")
    if named_after or _STUDY.match(text, words[-1].end()):
        return None
    return words[0].start(), words[-1].end()


def place(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The same for a town, a street or a building; states and nations stay."""
    phrase = " ".join(text[start:end].split())
    words = [word.group() for word in WORD.finditer(text, start, end)]
    flat = is_flat(text)
    if (
        not words
        or is_region(phrase)
        or is_region(phrase.removeprefix("the ").removeprefix("The "))
    ):
        return None
    after = _BESIDE.match(text, end)
    if after is not None and plain(after[1]) in word_list("eponym_heads"):
        return None
    if all(is_common(word) or is_eponym(word) or is_region(word) for word in words):
        return None
    if flat or len(words) == 1 or any(word.isupper() for word in words):
        return (start, end) if is_city(phrase) else None
    known = is_city(phrase) or any(not is_common(word) and len(word) > 3 for word in words)
    return (start, end) if known and words[0][0].isupper() else None


def _titled(word: str) -> str:
    titled = word[0].upper() + word[1:].lower()
    return titled if len(titled) == len(word) else word


def _may_name(word: str, *, flat: bool) -> bool:
    if plain(word) in word_list("never_names") or is_region(word):
        return False
    if not flat and not word[0].isupper():
        return False
    return not is_common(word) or (not flat and is_name(word) and not word.isupper())


def _convinces(word: str, *, flat: bool) -> bool:
    if is_common(word) or is_eponym(word) or is_region(word) or len(word) < 3:
        return False
    if flat or (word.isupper() and len(word) <= _LONGEST_ACRONYM):
        return is_name(word)
    return is_name(word) or word[0].isupper()
