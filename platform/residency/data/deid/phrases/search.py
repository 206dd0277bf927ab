"""All families over all readings of one text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from residency.data.deid.findings import Span
from residency.data.deid.phrases import (
    ages,
    capital_names,
    contacts,
    dates,
    denied,
    devices,
    facilities,
    holidays,
    initials,
    initials_by_place,
    licences,
    numbers,
    people,
    postcodes,
    spoken,
    streets,
    towns,
    vehicles,
    wards,
    web,
)
from residency.data.deid.phrases.figures import measured, unexplained
from residency.data.deid.phrases.figures.explained import sure
from residency.data.deid.phrases.name_words import WORD
from residency.data.deid.phrases.views import views
from residency.data.deid.phrases.words import is_common, is_eponym
from residency.data.deid.safe_harbor import SafeHarbor

FAMILIES = (
    dates,
    holidays,
    ages,
    web,
    contacts,
    numbers,
    licences,
    vehicles,
    devices,
    spoken,
    people,
    capital_names,
    initials,
    initials_by_place,
    streets,
    towns,
    postcodes,
    wards,
    facilities,
)
"""Each has find(text) -> spans."""
BY_FIGURES = (contacts, numbers, licences, vehicles, devices, postcodes)
"""What these find beside a label ends where a measurement begins."""

# A name may stand alone, in a double name or before a possessive: O'Brien-Okafor's.
_PART = re.compile(r"[^\W_]+")
_HYPHENED = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_JOINED_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


def by_rules(text: str) -> Iterator[Span]:
    """What the rules of all families find, and all figures left over; spans may overlap."""
    clinical = sure(text)
    yield from unexplained.find(text, clinical)
    for view in views(text):
        for family in FAMILIES:
            for span in family.find(view.text):
                found = _moved(span, view.origin(span.start), view.origin(span.end, end=True))
                if _ends_a_sentence(text, found):
                    continue
                if family in BY_FIGURES:
                    yield from measured.left_out(text, found, clinical)
                else:
                    yield found


_TWO_LINES = re.compile(r"([a-z]{3,})\.\s*\n\s*([a-z]{3,})", re.IGNORECASE)
_READS_ON = re.compile(r"[ ]?[:,]|[ ][^\W\d_]{2,}")
_ADDRESSED = re.compile(
    r"(?:\b(?:at|on|visit|see|via|website|web|site|url|portal|link|host|"
    r"server|page)\b|[:=/@.])[ \t]*$",
    re.IGNORECASE,
)


def _ends_a_sentence(text: str, span: Span) -> bool:
    """Whether an address of the internet is the end of a sentence and the next line's first word:
    "for 4 days.\\nHospital course:"."""
    if span.kind is not SafeHarbor.URL:
        return False
    found = _TWO_LINES.fullmatch(text, span.start, span.end)
    if found is None or not all(map(is_common, found.groups())):
        return False
    before = text[max(0, span.start - 12) : span.start]
    return _READS_ON.match(text, span.end) is not None and _ADDRESSED.search(before) is None


def by_study(text: str, values: Sequence[str]) -> Iterator[Span]:
    """Where the study's own values stand; spans may overlap."""
    for view in views(text):
        for span in denied.find(view.text, values):
            yield _moved(span, view.origin(span.start), view.origin(span.end, end=True))


def again(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Words of names that were found, wherever else they stand."""
    words = {
        word.group().lower()
        for span in spans
        if span.kind is SafeHarbor.NAME and span.score >= 0.8
        for word in WORD.finditer(text, span.start, span.end)
        if people.tells(word.group())
    }
    yield from _eponyms_again(text, spans)
    if not words:
        return
    for found in _JOINED_WORD.finditer(text):
        if found.group().lower() in words:
            yield Span(*found.span(), SafeHarbor.NAME, 0.7)
            continue
        for part in (
            *_HYPHENED.finditer(text, *found.span()),
            *_PART.finditer(text, *found.span()),
        ):
            if part.group().lower() in words:
                yield Span(*part.span(), SafeHarbor.NAME, 0.7)


_OWNED = re.compile(r"(?:['\u2019]s)?[\s-]+([^\W\d_]+)")


def _eponyms_again(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """A person of the note who is called as a disease is: again where no head of one follows."""
    words = {
        word.group().lower()
        for span in spans
        if span.kind is SafeHarbor.NAME and span.score >= 1.0
        for word in WORD.finditer(text, span.start, span.end)
        if len(word.group()) > 3 and is_eponym(word.group()) and not is_common(word.group())
    }
    for found in _HYPHENED.finditer(text) if words else ():
        if found.group().lower() not in words or text[found.end() : found.end() + 1] == "-":
            continue
        after = _OWNED.match(text, found.end())
        if after is None or not (is_common(after[1]) or is_eponym(after[1])):
            yield Span(*found.span(), SafeHarbor.NAME, 0.7)


def _moved(span: Span, start: int, end: int) -> Span:
    return Span(start, end, span.kind, span.score)
