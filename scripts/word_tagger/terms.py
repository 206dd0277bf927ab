"""Terms and headings of clinical texts as tables have them: what a bare line of a report is of."""

from __future__ import annotations

import re
from functools import cache
from random import Random

from pydicom.sr._concepts_dict import concepts

from residency.data.deid.learned.facts import SITUATING, facts
from residency.data.deid.phrases.words import word_list
from scripts.word_tagger.fillers import fillers
from scripts.word_tagger.people import capital, family, made_up

SCHEMES = ("SCT", "RADLEX", "BARI", "NEU", "LN")  # of the codes that DICOM PS3.16 uses
_SORT = re.compile(r" \([a-z /,-]+\)$")  # "(body structure)"
_NO_TERM = re.compile(
    r"breed|cattle|horse|\bpig|goat|sheep|hound|terrier|retriever|\bUID\b|name|address|"
    r"hospital|clinic\b|physician|nurse|doctor|consultant|registrar|technologist",
    re.IGNORECASE,
)
_LONGEST, _MOST_WORDS = 40, 4
_HEADED = 2  # the tier from which a word may be a heading
_OF_PERSONS = ("ist", "ian", "er", "or", "ant", "ent", "man", "men", "staff", "team", "by")
_NEW_ACRONYMS = 0.2  # share that no list has
_CAPITALS = "ABCDEFGHILMNOPRSTUV"
_NO_HEADING = frozenset(fillers("no headings"))
_THINGS = fillers("things named after somebody")


def term(rng: Random) -> str:
    """ "Structure of obturator lymph node", "Echogenic halo": as it is or in small letters."""
    chosen = rng.choice(_concepts())
    return chosen.lower() if rng.random() < 0.3 else chosen


def acronym(rng: Random) -> str:
    """Two to four capitals that clinical texts write, or that they might."""
    if rng.random() < _NEW_ACRONYMS:
        return "".join(rng.choices(_CAPITALS, k=rng.choice([3, 3, 4])))
    return rng.choice(_acronyms()).upper()


def named_thing(rng: Random) -> str:
    """A device or measure that is named after a person whom no list of eponyms has."""
    who = rng.choice([family, lambda rng: capital(made_up(rng))])(rng)
    possessive = rng.choice(["", "", "", "'s"])
    return f"{who}{possessive} {rng.choice(_THINGS)}"


def heading(rng: Random) -> str:
    """A word, or two, that no person or place follows."""
    words = [rng.choice(_heading_words()) for _ in range(rng.choice([1, 1, 2]))]
    written = " ".join(words)
    return rng.choice([written.capitalize(), written.capitalize(), written.upper(), written])


@cache
def _concepts() -> tuple[str, ...]:
    found = {
        _SORT.sub("", meaning)
        for scheme in SCHEMES
        for codes in concepts[scheme].values()
        for meaning, _ in codes.values()
    }
    return tuple(sorted(name for name in found if _is_term(name)))


def _is_term(name: str) -> bool:
    fits = 3 < len(name) < _LONGEST and len(name.split()) <= _MOST_WORDS and name.isascii()
    return fits and _NO_TERM.search(name) is None


@cache
def _acronyms() -> tuple[str, ...]:
    return tuple(sorted(word for word in word_list("abbreviations") if len(word) > 1))


@cache
def _heading_words() -> tuple[str, ...]:
    return tuple(sorted(word for word in word_list("vocabulary") if _may_head(word)))


def _may_head(word: str) -> bool:
    known = facts(word)
    if word in _NO_HEADING or word in word_list("roles") or word.endswith(_OF_PERSONS):
        return False
    situating = not SITUATING.isdisjoint(known.marks) or "f" in known.marks
    return len(word) > 3 and known.tier >= _HEADED and not known.named and not situating
