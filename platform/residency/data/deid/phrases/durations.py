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
_BORN = re.compile(r"\b(?:born|birth|dob)\W*$", re.IGNORECASE)
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
    lasting = [*_LASTS.finditer(text), *_PASSED.finditer(text)]
    coming = (found for found in _COMES.finditer(text) if _is_ahead(found))
    return [(found.start("count"), found.end("of")) for found in (*lasting, *coming)]


def _is_ahead(found: re.Match[str]) -> bool:
    before = found.string[max(0, found.start() - _FURTHEST) : found.start()]
    if found["of"] == _NO_MONTH:
        return _BORN.search(before) is None
    announced = _AHEAD.search(before) is not None
    return announced and _ENDS.match(found.string, found.end()) is not None
