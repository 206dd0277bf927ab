"""Names of people: what titles, labels, relatives, credentials and lists of names announce."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from residency.data.deid.findings import Span
from residency.data.deid.phrases.deeds import acts
from residency.data.deid.phrases.name_runs import Reader
from residency.data.deid.phrases.name_signs import (
    BY,
    CLOSING,
    CREDENTIALS,
    LABEL,
    RECORD,
    RELATION,
    TITLE,
    TOLD,
)
from residency.data.deid.phrases.name_words import WORD
from residency.data.deid.phrases.words import is_common, is_eponym, is_given, is_name
from residency.data.deid.safe_harbor import SafeHarbor

_NAME = SafeHarbor.NAME
_WIDEST_GAP = 6  # characters between two words of a name
_MIDDLE_INITIAL = re.compile(
    r"(?<![\w-])(?P<first>[^\W\d_]{2,}(?:-[^\W\d_]+)?)"
    r"\s[^\W\d_]\.\s(?P<last>[^\W\d_]['\u2019]?[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*)"
)
_LAST_INITIAL = re.compile(r"[ \t]+[A-Za-z](?![\w'\u2019])(?=\.?(?:[\s,;|)]|$))")
_COMPLAINT = re.compile(r"cc\b", re.IGNORECASE)
_TWO_WORDS = re.compile(r"([^\W\d_]{3,})[ ]([^\W\d_]{3,})(?![\w'\u2019-])")
_DICOM_NAME = re.compile(
    r"(?<![\w^])[^\W\d_][^\W\d_'\u2019-]*(?:[ -][^\W\d_]+)?\^[^\W\d_][\w'\u2019. "
    r"-]*(?:\^[\w'\u2019.-]*)*"
)


def find(text: str) -> Iterator[Span]:
    """Names after titles and labels, before credentials, and by lists."""
    reader = Reader(text)
    for found in _DICOM_NAME.finditer(text):
        yield Span(found.start(), found.end(), _NAME)
    yield from _announced(reader, text)
    yield from _credentialed(reader, text)
    yield from _listed(reader, text)


def _announced(reader: Reader, text: str) -> Iterator[Span]:
    for found in TITLE.finditer(text):
        scan = reader.flat and reader.alone.scans(found)  # "MR ENTEROGRAPHY"
        for start, end in reader.several(found.end(), "weak" if scan else "title"):
            yield Span(start, end, _NAME)
    yield from _labelled(reader, text)
    for pattern, strength in (
        (CLOSING, "label"),
        (TOLD, "told"),
        (BY, "weak"),
        (RELATION, "kin"),
    ):
        for found in pattern.finditer(text):
            for start, end in reader.several(found.end(), strength):
                yield Span(start, end, _NAME, 0.8)


def _labelled(reader: Reader, text: str) -> Iterator[Span]:
    for found in LABEL.finditer(text):
        if _COMPLAINT.match(found.group()) and _complains(text, found.end()):
            continue
        for start, end in reader.several(found.end(), "label"):
            yield Span(start, end, _NAME)


def _complains(text: str, start: int) -> bool:
    """Whether two plain words that name nobody follow: "CC: night sweats" is a chief complaint."""
    found = _TWO_WORDS.match(text, start)
    if found is None or not all(word.islower() or text.isupper() for word in found.groups()):
        return False
    first, second = found.groups()
    return is_common(first) and is_common(second) and not is_name(second) and not is_given(first)


def _credentialed(reader: Reader, text: str) -> Iterator[Span]:
    for found in CREDENTIALS.finditer(text):
        start = reader.backwards.back(found.start())
        if start is not None:
            yield Span(start, found.start(), _NAME)


def _listed(reader: Reader, text: str) -> Iterator[Span]:
    """Names by the lists alone: two in a row, around an initial, one that acts, one by itself."""
    words = list(WORD.finditer(text))
    for first, second in pairwise(words):
        if _in_a_row(reader, first, second):
            _, end = next(reader.several(second.start(), "more"), (0, second.end()))
            end = max(end, second.end())
            initial = _LAST_INITIAL.match(text, end)
            yield Span(first.start(), initial.end() if initial else end, _NAME, 0.8)
    for found in _MIDDLE_INITIAL.finditer(text):
        if reader.pairs.around_an_initial(found["first"], found["last"]):
            yield Span(found.start(), found.end(), _NAME, 0.8)
    yield from _recorded(reader, text)
    for word in words:
        if reader.alone.acts(word):
            yield Span(word.start(), word.end(), _NAME, 0.8)
        if reader.alone.lone(word):
            yield Span(word.start(), word.end(), _NAME, 0.6)


def _recorded(reader: Reader, text: str) -> Iterator[Span]:
    """A line of a record: words that may be names, then a number, a birth date or an age."""
    for found in RECORD.finditer(text):
        if reader.alone.heads_a_record(found["id"]):
            yield Span(found.start("id"), found.end("id"), _NAME, 0.8)


def _in_a_row(reader: Reader, first: re.Match[str], second: re.Match[str]) -> bool:
    """Whether two words are one name; "Rivers, Frank" needs the beginning of a line or cell."""
    text = first.string
    between = text[first.end() : second.start()]
    if len(between) > _WIDEST_GAP:
        return False
    in_front = first.start() == 0 or text[first.start() - 1] in "\n\t|:"
    heads = in_front and reader.alone.heads_a_line(first.group(), between, second)
    return heads or reader.pairs.pair(first.group(), between, second.group())


def tells(word: str) -> bool:
    """Whether a word found in a name may be looked for in the rest of the text."""
    return len(word) > 2 and not is_common(word) and not is_eponym(word)


_ANNOUNCED = (TITLE, LABEL, TOLD, CLOSING, RELATION)
_LONGEST_SIGN = 60  # characters of what announces a name
_AFTER_A_NAME = re.compile(
    r",[ \t]*[^\W\d_]{2,}(?=[ \t]*(?:\n|$|\d|\(|mrn|dob))|[ \t]{2,}\S*\d|"
    r"[ \t]*\(?(?:mrn|dob)\b|\^",
    re.IGNORECASE,
)


def stands_as_name(text: str, start: int, end: int) -> bool:
    """Whether [start, end) stands where only a name does, whatever the word may mean."""
    if is_announced(text, start) or CREDENTIALS.match(text, end) or acts(text, end):
        return True
    heads = start == 0 or text[start - 1] in "\n\t|^"
    return heads and _AFTER_A_NAME.match(text, end) is not None


def is_announced(text: str, start: int) -> bool:
    """Whether a title, a label, a relation or a deed right before `start` calls for a name."""
    left = text[max(0, start - _LONGEST_SIGN) : start]
    return any(
        found.end() == len(left)
        for sign in _ANNOUNCED
        for found in sign.finditer(left + "x")
        if found.end() <= len(left)
    )
