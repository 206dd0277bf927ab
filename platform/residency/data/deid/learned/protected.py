"""Clinical terms that hold the name of a person or a place: these words name no patient."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from residency.data.deid.phrases.words import is_eponym, phrase_list

_STRUCTURE_OF = re.compile(
    r"\b(?:ampulla|angle|antrum|aqueduct|area|bundle|canal|cave|circle|crypts?|duct|fascia|fissure|"
    r"foramen|fossa|ganglion|gland|glands|islets?|ligament|limbus|line|loop|node|node|organ|plane|"
    r"pouch|recess|sinus|space|sphincter|tetralogy|triad|triangle|tubercle|valves?|vein|zone)"
    r" of (?P<who>[^\W\d_]+)\b",
    re.IGNORECASE,
)


def protected(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each term of the list, and of "ampulla of Vater" and its like."""
    for found in _phrases().finditer(text):
        yield found.span()
    for found in _STRUCTURE_OF.finditer(text):
        if is_eponym(found["who"]):
            yield found.span()


@cache
def _phrases() -> re.Pattern[str]:
    spelled = sorted(phrase_list("clinical_phrases"), key=len, reverse=True)
    joined = "|".join(_spelling(phrase) for phrase in spelled)
    return re.compile(rf"(?<![\w-])(?:{joined})(?!\w)", re.IGNORECASE)


def _spelling(phrase: str) -> str:
    """The phrase with any white space between its words, with and without a possessive."""
    words = [re.escape(word).replace("'s", "(?:['\u2019]?s)?") for word in phrase.split()]
    return r"\.?\s+".join(words)
