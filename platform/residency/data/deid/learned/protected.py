"""Clinical terms that hold the name of a person or a place: these words name no patient."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from residency.data.deid.phrases.people import is_announced
from residency.data.deid.phrases.words import (
    is_common,
    is_eponym,
    is_family,
    is_given,
    phrase_list,
)

_STRUCTURE_OF = re.compile(
    r"\b(?:ampulla|angle|antrum|aqueduct|area|bundle|canal|cave|circle|crypts?|duct|fascia|fissure|"
    r"foramen|fossa|ganglion|gland|glands|islets?|ligament|limbus|line|loop|node|node|organ|plane|"
    r"pouch|recess|sinus|space|sphincter|tetralogy|triad|triangle|tubercle|valves?|vein|zone)"
    r" of (?P<who>[^\W\d_]+)\b",
    re.IGNORECASE,
)
_THING = re.compile(
    r"(?<![^\W_])[^\W\d_]{3,}(?:[ -][^\W\d_]{3,})?(?:['\u2019]s)?[ \n](?:score|scale|index|"
    r"criteria|classification|class|grade|stage|staging|signs?|drain|catheter|cannula|tube|retractor|"
    r"forceps|clamp|scissors|needle|splint|stain|technique|incision|manoeuvre|maneuver|procedure|"
    r"protocol|syndrome|disease|lesion|fracture)(?!\w)",
    re.IGNORECASE,
)
_BY_LETTER = (
    r"child[ -]pugh|pugh|gold|binet|dukes?|frankel|asia|weber|los angeles|vancouver|tile|stanford"
)
"""What is graded by a letter; behind other names a letter is an initial: "4. Norton B 76F"."""
_MOST = {"braden": 23, "norton": 20, "waterlow": 64, "barthel": 20, "maddrey": 200, "tinetti": 28,
         "rockall": 11, "aldrete": 10}  # fmt: skip
"""The greatest value of scales that are called after somebody; of few is it an age."""
_SCALE = re.compile(
    rf"(?<![^\W_])(?P<scale>{'|'.join(_MOST)})[ ](?P<value>\d{{1,3}})(?:/\d{{1,3}})?"
    r"(?=\s*(?:[.,;)\]\n]|$))",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:pt|patient|(?:half-|step-?)?(?:brother|sister)|daughter|son|wife|husband|mother|father|"
    r"carer|nurse|to|with|by|in|at|from|called|spoke)\s+(?:[^\W\d_]+\s+)?$|[:;]\s*$|\bbed\b.{0,6}$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_WORD_BEFORE = re.compile(r"(?<![^\W_])[^\W\d_]+(?=[ \n]$)")
_LONGEST = 24  # characters of a given name


def protected(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each term of the list, and of "ampulla of Vater" and its like."""
    for found in _phrases().finditer(text):
        yield found.span()
    for found in _STRUCTURE_OF.finditer(text):
        if is_eponym(found["who"]):
            yield found.span()


def named_things(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of things and grades that may be named after somebody: "Penrose drain",
    "Child-Pugh B", "Oxford score". A person may be meant as well, as in "Fisher B"."""
    for found in _THING.finditer(text):
        yield found.span()
    for found in _graded().finditer(text):
        yield found.span()
    yield from _scored(text)


def is_somebodys(text: str, start: int, end: int) -> bool:
    """Whether a person is meant before the head of a thing, by what announces a person or by a
    given name: "Nurse Morse score 45", "Robert Wells II"."""
    words = [*_WORD.finditer(text, start, end)][:-1]
    if any(
        is_announced(text, word.start())
        for word in words
        if word.start() == start or text[word.start() - 1] != "-"
    ):
        return True
    before = _WORD_BEFORE.search(text, max(0, start - _LONGEST), start)
    written = [word.group() for word in (before, *words) if word is not None]
    return any(
        first.istitle() and is_given(first) and not is_common(first) and is_family(second)
        for first, second in pairwise(written)
    )


@cache
def _graded() -> re.Pattern[str]:
    heads = sorted(phrase_list("graded"), key=len, reverse=True)
    joined = "|".join(re.escape(head) for head in heads if len(head) > 2)
    return re.compile(
        rf"(?<![^\W_])(?:(?:[^\W\d_]{{3,}}-)?(?:{joined})[ -][IVX]{{1,4}}[a-c]?|"
        rf"(?:[^\W\d_]{{3,}}-)?(?:{_BY_LETTER})[ -][A-F])(?!\w|[ ]\d{{1,3}}[ ]?[mfy]\b)",
        re.IGNORECASE,
    )


def _scored(text: str) -> Iterator[tuple[int, int]]:
    """ "Braden 14", "Maddrey 34.": a scale that is called after somebody, and a value that it has.

    "Morse 55" is left out: so are people and their ages written.
    """
    for found in _SCALE.finditer(text):
        before = text[max(0, found.start() - _LONGEST) : found.start()]
        if int(found["value"]) <= _MOST[found["scale"].lower()] and not _PERSON.search(before):
            yield found.span()


@cache
def _phrases() -> re.Pattern[str]:
    spelled = sorted(phrase_list("clinical_phrases"), key=len, reverse=True)
    joined = "|".join(_spelling(phrase) for phrase in spelled)
    return re.compile(rf"(?<![\w-])(?:{joined})(?!\w)", re.IGNORECASE)


def _spelling(phrase: str) -> str:
    """The phrase as it stands within one sentence, with and without a possessive."""
    words = [re.escape(word).replace("'s", "(?:['\u2019]?s)?") for word in phrase.split()]
    return "".join(word + _between(word) for word in words[:-1]) + words[-1]


def _between(word: str) -> str:
    """White space after a word of a phrase; "Dr. Ross. Procedure: CT" holds no Ross procedure.

    A full stop is an abbreviation's only, and in a new line the phrase goes on in small letters.
    """
    blank = r"\.?[ \t]{1,20}" if word == "st" else r"[ \t]{1,20}"
    return rf"(?:{blank}|[ \t]{{0,20}}\n[ \t]{{0,20}}(?-i:(?=[a-z])))"
