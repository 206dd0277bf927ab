"""British shorthand of days, months and weeks: 3/7, 6/12, 1/52."""

from __future__ import annotations

import re

_PART = r"(?P<count>\d{1,2})/(?P<of>7|12|52)(?![\w/%]|[.,-]\d)"
_LASTS = re.compile(rf"(?<![^\W_])(?:for|x|past|last|over|every)\s{_PART}", re.IGNORECASE)
_COMES = re.compile(rf"(?<![^\W_])(?:in|within|after|next)\s{_PART}", re.IGNORECASE)
_PASSED = re.compile(
    rf"(?<![\w./-]){_PART}\s(?:history|hx|h/o|ago|time|post[- ]?op\w*)\b", re.IGNORECASE
)
_AHEAD = re.compile(
    r"\b(?:plan|repeat|review|recheck|re-?scan|re-?image|follow[- ]?up|f/u|return|tca|rv|recall|"
    r"come back|see (?:him|her|them|again|in clinic)|surveillance|again)\b[^.:;]{0,40}$|"
    r"\bplan\b[^.]{0,160}$",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:born|birth|dob|died|was|were|had|began|done|seen|given|underwent|war|army|navy|"
    r"\w+(?:ed|tomy|ectomy|plasty|graphy|scopy|surgery)|operation|op)\W*$",
    re.IGNORECASE,
)
"""Before "in 6/52" it is June of 1952."""
_WAS = re.compile(
    r"\b(?:was|were|had|underwent|done|performed|showed)\b[^.:;]{0,40}$", re.IGNORECASE
)
_SET = re.compile(
    r"\b(?:scheduled|rescheduled|booked|listed|arranged|due|set|appointment|appt|slot|planned)"
    r"[^.:;,\n]{0,24}$",
    re.IGNORECASE,
)
"""Before "for 6/12" it is the twelfth of June, or the sixth of December."""
_ENDS = re.compile(r"\s*(?:[.;,)\n]|$|(?:and|or|if|to|for|with|please|time)\b)", re.IGNORECASE)
_FURTHEST = 200  # characters before it in which a plan is announced
_NEXT = 24  # characters behind it that tell
_NO_MONTH = "52"


def is_duration(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is one, by what stands around it."""
    if re.fullmatch(r"\d{1,2}/(?:7|12|52)", text[start:end]) is None:
        return False
    first = max(0, start - _FURTHEST - _NEXT)
    return (start - first, end - first) in durations(text[first : end + _NEXT])


def durations(text: str) -> list[tuple[int, int]]:
    """(start, end) of each that is no day of a month and no month of a year.

    "In 6/12" is June of a year as well: it counts as six months behind a plan alone.
    """
    lasting = [*(found for found in _LASTS.finditer(text) if not _is_set(found)),
               *_PASSED.finditer(text)]  # fmt: skip
    coming = (found for found in _COMES.finditer(text) if _is_ahead(found))
    return [(found.start("count"), found.end("of")) for found in (*lasting, *coming)]


def _is_ahead(found: re.Match[str]) -> bool:
    before = found.string[max(0, found.start() - _FURTHEST) : found.start()]
    if found["of"] == _NO_MONTH:
        return _PAST.search(before) is None
    announced = _AHEAD.search(before) is not None and _WAS.search(before) is None
    return announced and _ENDS.match(found.string, found.end()) is not None


def _is_set(found: re.Match[str]) -> bool:
    """ "Booked for 6/12"."""
    before = found.string[max(0, found.start() - _FURTHEST) : found.start()]
    return found.group().lower().startswith("for") and _SET.search(before) is not None
