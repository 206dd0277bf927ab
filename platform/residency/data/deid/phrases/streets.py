"""Streets, post boxes and the whole of an address after "lives at"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from residency.data.deid.findings import Span
from residency.data.deid.phrases.form import form, spans_of
from residency.data.deid.phrases.name_words import WORD
from residency.data.deid.phrases.words import (
    in_addresses,
    is_common,
    is_name,
    plain,
    word_list,
)
from residency.data.deid.safe_harbor import SafeHarbor

_KIND = SafeHarbor.GEOGRAPHY
_STREET = (
    r"(?:street|avenue|ave|road|rd|boulevard|blvd|lane|parkway|pkwy|highway|hwy|"
    r"terrace|circle|square|crescent|cres|nagar|marg|salai|colony|layout|chowk|"
    r"trail|turnpike|expressway|freeway|motorway|alley|mews|gardens|gdns|grove|"
    r"avenida|calle|rue|rua|strasse|chemin|vihar|enclave|extension|puram|bagh|"
    r"gali|cross road|main road|township line)"
)
_SHORT_STREET = (
    r"(?:st|ln|dr|drive|ct|court|pl|place|way|cir|sq|close|row|walk|rise|hill|"
    r"loop|pike|plaza|path|run|trl|ter|main|cross|park|view|heights|hts|point|pt|"
    r"ridge|crossing|landing|broadway|green|vale|drove|wharf|quay|parade|"
    r"esplanade|promenade|mall|bypass)"
)
_COMPASS = (
    r"(?:(?:n|s|e|w|ne|nw|se|sw|north|south|east|west|northeast|northwest|"
    r"southeast|southwest)\b\.?\s+)?"
)
_UNIT = (
    r"(?:[\s,]*\n?[\s,]*(?:apt|apartment|unit|suite|ste|flat|rm|room|floor|fl|"
    r"bldg|building|lot|trailer|trlr|po box|#)\.?\s*(?:no\.?\s*)"
    r"?#?\s*[a-z]?-?\d*[a-z]?(?:-\d+)?\b)?"
)
_NUMBERED = (
    r"(?<![\w./-])(?:(?:unit|flat|apt|shop|suite|villa|lot)\s+(?=\d)|\d{1,4}/\d{1,4},?\s+(?=\d))?"
    r"(?:no\.?\s*)?\d{1,6}[a-z]?(?:\s?[-/&]\s?\d{1,5}[a-z]?)?,?\s+"
)
_PART = (
    r"(?:(?:sector|phase|block|stage)\s\d{1,3}[a-z]?|[^\W\d_][\w'\u2019.-]*|"
    r"\d{1,3}(?:st|nd|rd|th))"
)

_NO_STREET = frozenset(
    ("if", "when", "or", "is", "was", "are", "were", "not", "than", "until", "since")
)
"""No street has these in its name: "page 8613 if MEWS > 4"."""


def _named(found: re.Match[str]) -> bool:
    """A street's name holds a capital, a number, or a word that no report has."""
    middle = found.group("name")
    words = WORD.findall(middle)
    if "\n\n" in found.group() or any(word.lower() in _NO_STREET for word in words):
        return False  # "on 8613 if MEWS > 4"
    titled = all(word[0].isupper() and not word.isupper() for word in words if len(word) > 2)
    if re.search(r"\d", middle) or (titled and found.group()[0].isdigit()):
        return True
    if any(word[0].isupper() and not word.isupper() for word in words):
        return not all(
            is_common(word) and not is_name(word) and not in_addresses(word) for word in words
        )
    comma = found.string[found.end() : found.end() + 1] in (",", "\n", "")
    return comma or any(
        not is_common(word) or in_addresses(word) or is_name(word) for word in words
    )


def _short_named(found: re.Match[str]) -> bool:
    if re.match(r"(?:mg|ml|mm|cm|mcg|kg|units?|g)\b", found.group("name"), re.IGNORECASE):
        return False  # "500 mg. Dr. Long": a measure before the next sentence
    if "\n\n" in found.group():
        return False
    if re.match(r"\d{1,3}(?:st|nd|rd|th)\s", found.group("name"), re.IGNORECASE):
        return True  # "12 82nd St. E."
    words = WORD.findall(found.group("name"))
    last = WORD.findall(found.group())[-1] if WORD.findall(found.group()) else ""
    flat = found.group().isupper() or found.group().islower()
    if not flat and not all(word[0].isupper() for word in words if len(word) > 2):
        return False
    if flat or last.isupper():
        proper = all(not is_common(word) or in_addresses(word) for word in words)
        return proper and not any(plain(word) in word_list("never_names") for word in words)
    return _named(found)


_STREETS = (
    form(
        _KIND,
        rf"{_NUMBERED}{_COMPASS}(?P<name>(?:{_PART}\s+){{1,4}}?)"
        rf"{_STREET}\b\.?(?:\s+(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)\b\.?)"
        rf"?{_UNIT}",
        _named,
    ),
    form(
        _KIND,
        rf"{_NUMBERED}{_COMPASS}(?P<name>(?:{_PART}\s+){{1,4}}?)"
        rf"{_SHORT_STREET}\b\.?(?:\s+(?:n|s|e|w|ne|nw|se|sw)\b\.?)?{_UNIT}",
        _short_named,
    ),
    form(
        _KIND,
        rf"(?P<name>\b(?-i:(?:[A-Z][\w'\u2019.-]*\s+){{1,3}}?)){_STREET}\b",
        lambda found: (
            _named(found) and found.group()[0].isupper() and not found.group("name").isupper()
        ),
    ),
    form(
        _KIND,
        r"\b(?:state |county |rural |us )?(?:route|rte|highway|hwy|interstate|us-|i-|"
        r"rr|county road|cr|sr|fm|m|a)\s?#?\d{1,4}[a-z]?\b(?=,?\s+(?:box|near|exit|"
        r"and|mile|,))",
    ),
    form(
        _KIND,
        r"(?<![\w./-])\d{1,6}\s+(?:state |county |us |old )?(?:route|rte|highway|hwy|"
        r"county road|state road|farm road|rural route)\s?#?\d{1,4}\b",
    ),
    # 8 Ashby House, 273 Castle Rise
    form(
        _KIND,
        r"(?<![\w./-])\d{1,3}[a-z]?\s+(?:[^\W\d_][\w'\u2019-]+\s){1,2}(?:house|court|lodge|mansions|"
        r"towers?|apartments|buildings|villas)(?=,\s*\d{1,5}[a-z]?\s)",
    ),
    form(_KIND, r"\b(?:rr|rural route|hc|star route)\s?#?\d{1,3}[\s,]+box\s+\d+\w*"),
    form(_KIND, r"\b(?:p\.?\s?o\.?\s*|post(?:al)? (?:office )?)box\s*(?:no\.?\s*)?#?\s*\d+\w*"),
    form(
        _KIND,
        r"\b(?:h\.?\s?no\.?|house|door|plot|flat|shop|survey|quarter|qtr|d\.?\s?no\.?)"
        r"\s*(?:no\.?|number|#)\s*[:.-]?\s*(?:[a-z]-?)?\d[\w/-]*(?:,\s*[a-z][\w "
        r"'.-]{2,30}(?:nagar|colony|street|road|layout|marg|vihar|sector\s?\d+|"
        r"phase\s?\w+))?",
    ),
    form(
        _KIND,
        r"\b(?:sector|phase|block|pocket|ward no\.?)\s*[-:]?\s*(?:\d{1,3}[a-z]?|"
        r"[ivx]{1,4}|[a-z]\b)(?=,\s*[a-z])(?=,?\s+(?:noida|gurgaon|gurugram|"
        r"chandigarh|new delhi|delhi|mumbai|rohini|dwarka|[a-z]+ nagar))",
    ),
    form(
        _KIND,
        rf"\b\d{{1,6}}\s+(?P<name>(?-i:(?:[A-Z][a-z'\u2019]+\s+){{1,2}}))"
        rf"(?:{_SHORT_STREET}|{_STREET})\b",
        _short_named,
    ),
    form(
        _KIND,
        r"\b(?:address|addr|residence|mailing address|home address|resides at|lives "
        r"at|residing at|r/o|resident of|living at|located at|delivered to|mail to|"
        r"ship to)\s*[:=-]?\s*\n?\s*(?P<id>(?:flat|plot|house|door|apt|h|d|unit|no|"
        r"shop|#)?\.?\s*(?:no\.?)?\s*\d[^\n;:|]{4,70}?)(?=\s*(?:\n|$|;|\||\.\s|"
        r"\b(?:phone|tel|ph|dob|mrn|who|with|and|since|is|was|has|for|on|she|he|alone)"
        r"\b))",
    ),
)


def find(text: str) -> Iterator[Span]:
    """Streets with and without their number, and post boxes."""
    yield from spans_of(_STREETS, text)
