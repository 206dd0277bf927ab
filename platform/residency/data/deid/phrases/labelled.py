"""The shape that numbers of a person take after the words that announce them."""

from __future__ import annotations

import re

from residency.data.deid.phrases.form import Form, form
from residency.data.deid.safe_harbor import SafeHarbor

IS = (
    r"[\s\"']*(?:(?:is|was|are|no|nos|num|number|numbers|nbr|id|ids|identifier|"
    r"code|ref|reference|card|"
    r"reads?|listed as|ending(?: in)?|ends in|of|on file|given|documented as|"
    r"registered|under|value|with)\b\.?[\s\"']*|[:#=.(\[|/,*-]+[\s\"']*|\u2116\s*|"
    r"n°\s*){0,6}"
)
"""What stands between such words and the number."""

VALUE = (
    r"(?:[a-z]{1,6}[-/.]?(?=[a-z0-9-]{0,8}\d)|(?-i:[A-Z]{1,4}) (?=\d)|#)?"  # a prefix of letters
    r"(?=[a-z0-9*x-]{0,12}\d)[a-z0-9*]{1,24}"  # the first group holds a digit
    r"(?:(?:\s?[-\u2013/_:]\s?|\s?\.|\.\s(?=\d{3,}(?:[.]?\s?(?:[,;)|\n]|$))))(?=[a-z0-9-]{0,12}\d)[a-z0-9]{1,20}|"
    r"[-\u2013/._][a-z]{1,4}(?![a-z])|[ ]\d{2,6}(?![\w/%]|\.\d|\s?(?:mm|cm|mg|ml|year|"
    r"yr|y/?o|day|week|month|hour|min))|[ ](?=[a-z]{0,3}\d)(?=[a-z0-9]{0,3}[a-z])"
    r"[a-z0-9]{3,5}(?![\w])(?<!mm)(?<!cm)(?<!mg)){0,6}"
)
"""Letters, digits and signs in groups, at least one digit in the first ones."""

_UNIT = re.compile(
    r"\s?(?:mm|cm|mg|ml|mcg|%|years?|yrs?|y/?o|days?|weeks?|months?|hours?|"
    r"minutes?|times|patients?|cases|"
    r"people|percent|units?|degrees|beats|bpm|kg|mmhg|(?:am|pm)\b)",
    re.IGNORECASE,
)


def enough(found: re.Match[str]) -> bool:
    """At least three digits or letters, no year alone, nothing measured."""
    written = found.group("id")
    length = len(re.sub(r"[^A-Za-z0-9*]", "", written))
    year = re.fullmatch(r"(?:19|20)\d\d", written)
    return length >= 3 and year is None and _UNIT.match(found.string, found.end("id")) is None


def surely(found: re.Match[str]) -> bool:
    """At least three digits, or two among letters: words in daily use announce other figures."""
    written = found.group("id")
    digits = sum(sign.isdigit() for sign in written)
    return enough(found) and (digits >= 3 or (digits == 2 and len(written) >= 5))


def labelled(kind: SafeHarbor, words: str) -> Form:
    """What follows `words` (a regular expression of any case)."""
    return form(kind, rf"(?<![a-z])(?:{words})(?![a-z]){IS}(?P<id>{VALUE})", enough)


_SIGN = (
    r"[\s\"']*(?:(?:id|no|num|number|nbr|identifier|ref|reference)"
    r"\b\.?[\s\"']*(?:is|was)?[\s:#=.(-]*|[:#=\u2116]+[\s\"'#]*)+"
)


def announced(kind: SafeHarbor, words: str) -> Form:
    """As `labelled`, where "no.", "number", "id", ":" or "#" must stand in between."""
    return form(kind, rf"(?<![a-z])(?:{words})(?![a-z]){_SIGN}(?P<id>{VALUE})", surely)
