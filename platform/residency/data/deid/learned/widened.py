"""A part of a name with what belongs to it by form: initials, particles, a facility's head."""

from __future__ import annotations

import re
from functools import cache

from residency.data.deid.findings import Span
from residency.data.deid.phrases.words import phrase_list, plain, word_list
from residency.data.deid.safe_harbor import SafeHarbor

_FURTHEST = 16  # characters before a name in which its initials and particles stand
_MOST = 4  # words after a place's name up to the end of its head
_INITIALS = re.compile(
    r"(?<![^\W_])(?:[^\W\d_]\.[ -]?){1,3}$|(?<![^\W_])(?:[^\W\d_]\s|[A-Z]{2}\s){1,2}$"
)
_PARTICLES = re.compile(
    r"(?<![^\W_])(?:(?:van|von|de|del|della|der|den|ten|ter|la|le|du|da|dos|di|bin|ibn|al|el|abu|"
    r"st\.?|af|mac|o)[ '\u2019-]+)+$",
    re.IGNORECASE,
)
_FURTHEST_HOUSE = 48
_HOUSE_OF = re.compile(r"(?<![^\W_])(?:[A-Z][\w'\u2019-]+\s){1,3}of\s(?:the\s)?$")
_NEXT = re.compile(r"(?:[ ]+(?:of|and|&|at)(?=[ ]))?[ \n]+([^\W\d_][\w'\u2019.-]*)")
_SPECIALTIES = ("ology", "ical", "ics", "aedic", "opedic")


def widened(text: str, span: Span) -> Span:
    """`span` with the initials and particles before a name ("J. van Hal"), or the words of a
    facility around a place ("Corner Drug of Dayton", "Blackwater Diagnostic Imaging")."""
    if span.kind is SafeHarbor.NAME:
        return Span(_initials(text, span), span.end, span.kind, span.score)
    if span.kind is not SafeHarbor.GEOGRAPHY:
        return span
    house = _HOUSE_OF.search(text[max(0, span.start - _FURTHEST_HOUSE) : span.start])
    start = span.start - len(house.group()) if house else span.start
    end = _end(text, span.end) if text[span.end - 1].isalpha() else span.end
    return Span(start, end, span.kind, span.score)


def _initials(text: str, span: Span) -> int:
    start = span.start
    for form in (_PARTICLES, _INITIALS):
        before = text[max(0, start - _FURTHEST) : start]
        found = form.search(before)
        if found is None or span.end - span.start < 3:
            continue
        if form is _PARTICLES or found.group().isupper() or text.islower():
            start -= len(found.group())
    return start


def _end(text: str, end: int) -> int:
    """Where the head of a facility ends whose name ends at `end`, or `end`."""
    kept, place, flat = end, end, text.isupper() or text.islower()
    for _ in range(_MOST):
        found = _NEXT.match(text, place)
        if found is None or not (flat or found[1][0].isupper()):
            break
        word = plain(found[1]).rstrip(".")
        if not _leads_on(word):
            break
        place = found.start(1) + len(word)
        kept = place if word in _heads() else kept
    return kept


def _leads_on(word: str) -> bool:
    return word in _heads() or word in word_list("facility_joints") or word.endswith(_SPECIALTIES)


@cache
def _heads() -> frozenset[str]:
    return frozenset(word for phrase in phrase_list("facility_heads") for word in phrase.split())
