"""A study's own values found in its text: in any case, and in the ways they are rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from residency.data.deid.findings import Span
from residency.data.deid.phrases import people
from residency.data.deid.phrases.words import is_common, is_eponym, plain, word_list
from residency.data.deid.safe_harbor import SafeHarbor

_LEAST = 2  # characters of a value: one letter stands everywhere
_BETWEEN = r"[\s^,.;:_/\\'\u2019`-]{0,3}"
_NUMERIC_DATE = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})")


def find(text: str, values: Sequence[str]) -> Iterator[Span]:
    """Each value, its parts if it is a name in DICOM form, and a date in other orders.

    A value that is one plain or clinical word ("Long", "Hodgkin", "Radiology") is found where it
    is written as a name: with a capital among small letters, and before nothing that makes it a
    clinical term ("Hodgkin lymphoma"). In a text of one case it is found where a name stands:
    after a title, a label, a relative or what is done with a person ("DR. LONG", "NAME: LONG",
    "discussed with long"), before a comma and a given name, credentials, or what only a person
    does ("LONG DENIES"), and at the beginning of a line before a number.
    """
    if not values:
        return
    flat = text.isupper() or text.islower()
    for written in _rewritings(values):
        for found in re.finditer(written, text, re.IGNORECASE):
            if not _clinical(found, flat=flat):
                yield Span(found.start(), found.end(), _kind(found.group()))
    yield from _days(text, values)


def _rewritings(values: Sequence[str]) -> Iterator[str]:
    """Patterns: each value with any sign between its parts, a name in both orders, initials."""
    seen: set[str] = set()
    for value in values:
        for form in (value, *_names(value)):
            parts = re.findall(r"[^\W\d_]+|\d+", form)
            key = " ".join(parts).lower()
            if sum(map(len, parts)) >= _LEAST and key not in seen:
                seen.add(key)
                yield rf"(?<![^\W_]){_BETWEEN.join(map(re.escape, parts))}(?![^\W_])"
            elif not parts and len(value.strip()) >= _LEAST and value not in seen:
                seen.add(value)
                yield re.escape(value.strip())


def _names(value: str) -> Iterator[str]:
    """The readings of "DOE^JANE^M" and "Doe, Jane": parts, orders, initials."""
    if not re.search(r"[\^,=]", value) or re.search(r"\d", value):
        return
    for group in value.split("="):
        components = [part.strip() for part in re.split(r"[\^,]", group) if part.strip()]
        if len(components) < 2:
            continue
        family, given = components[:2]
        yield from (family, given, f"{given} {family}", f"{family} {given}")
        yield from (f"{given[0]} {family}", f"{family} {given[0]}")
        for middle in components[2:3]:
            yield from (f"{given} {middle} {family}", f"{given} {middle[0]} {family}")
            yield from (f"{family} {given} {middle}", f"{given[0]} {middle[0]} {family}")


def _clinical(found: re.Match[str], *, flat: bool) -> bool:
    """Whether a plain word stands here as that word, not as the study's value."""
    written = found.group()
    if len(written.split()) > 1 or not written.isalpha():
        return False
    common, eponym = is_common(written), is_eponym(written)
    if not common and not eponym:
        return False
    following = re.compile(r"(?:['\u2019]s)?[\s-]+([^\W\d_]+)").match(found.string, found.end())
    if following and plain(following.group(1)) in word_list("eponym_heads"):
        return True
    if not common:
        return False
    if flat:
        return not people.stands_as_name(found.string, found.start(), found.end())
    return not written[0].isupper()


def _kind(written: str) -> SafeHarbor:
    if not re.search(r"\d", written):
        return SafeHarbor.NAME
    return SafeHarbor.DATE if _day(written) else SafeHarbor.OTHER


def _day(written: str) -> date | None:
    found = _NUMERIC_DATE.fullmatch(written.strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _days(text: str, values: Sequence[str]) -> Iterator[Span]:
    """Day and month of the study's dates without their year: "12 Mar", "3/12"."""
    days = {day for value in values if (day := _day(value)) is not None}
    for day in days:
        for form in (f"{day.month}/{day.day}", f"{day.month:02}/{day.day:02}"):
            for found in re.finditer(
                rf"(?<![\w./-]){form}(?![\w/]|[.-]\d|\s(?:days|weeks|months)\b)", text
            ):
                yield Span(found.start(), found.end(), SafeHarbor.DATE, 0.7)
