"""Dates but for the year alone: 45 CFR 164.514(b)(2)(i)(C)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from residency.data.deid.findings import Span
from residency.data.deid.phrases.durations import is_duration
from residency.data.deid.phrases.form import form, spans_of
from residency.data.deid.safe_harbor import SafeHarbor

_DATE = SafeHarbor.DATE
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_LONG_YEAR = r"(?:1[89]|20|21)\d\d"
_YEAR = rf"(?:{_LONG_YEAR}|['\u2019]?\d\d)"
_LONG_MONTHS = (
    r"(?:january|february|march|april|june|july|august|september|october|november|"
    r"december|may)"
)
_NAMED = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_SPELLED_YEAR = (
    r"(?:(?:nineteen|twenty)[\s-](?:(?:oh[\s-])?[a-z]+(?:[\s-](?:one|two|three|four|five|six|"
    r"seven|"
    r"eight|nine))?)|two thousand(?:(?:\s+and)?\s+[a-z]+(?:[\s-](?:one|two|three|four|five|six|"
    r"seven|eight|nine))?)?)"
)
_ORDINAL = rf"{_DAY}\s?(?:st|nd|rd|th)?"
_SPELLED = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|"
    r"eleventh|twelfth|"
    r"thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|"
    r"twentieth|"
    r"thirtieth|(?:twenty|thirty)[-\s](?:first|second|third|fourth|fifth|sixth|"
    r"seventh|eighth|ninth))"
)
_EDGE, _END = r"(?<![\w.,/-])", r"(?![\w/]|[.,-]\d)"
_NO_MEASURE = r"(?!-[a-z]|[ \t]*-?(?:mm|cm|mg|mcg|ml|kg|pack|years?|yrs?|units?)\b|[ \t]?%)"
"""Behind a figure that is no year and no day: "August 18, 37-mm nodule"."""
_TO = r"\s?(?:-|\u2013|\u2014|to|through|thru|until|and|&|/|or)\s?"

_BEFORE_A_PART = (
    r"(?:on|dated?|since|until|till|from|through|thru|by|of|as of|after|before|"
    r"between|around|in|at|"
    r"approximately|circa|approx\.?|starting|started|beginning|began|ending|"
    r"effective|due|and|to|"
    r"exam|study|seen|admitted|discharged|scan|scanned|performed|collected|"
    r"received|reported|"
    r"visit|appointment|appt|follow-?up|f/u|d\.?o\.?[bsde]|lmp|edd|edc|scheduled|"
    r"last|prior|onset|bloods?|results?|recent|"
    r"previous|compared? (?:to|with)|comparison|vs\.?|versus|ct|mri|mr|cxr|xr|us|"
    r"x-?ray|"
    r"ultrasound|radiograph|mammogram|cta|pet|echo|labs?|surgery|op|signed|adm|d/c|dc)"
)
_NO_DATE_BEFORE = re.compile(
    r"\b(?:strength|power|motor|reflex(?:es)?|grade|gcs|pain|score|scale|apgars?|"
    r"murmur|bp|pressure|"
    r"vision|acuity|va|o[ds]|level|sats?|ratio|pulses?|version|ver|v|scored|rated|"
    r"muscles?|stage|[yrpc]{0,3}n[0-3x][a-c]?(?:mi)?|"
    r"[lctsLCTS]\d?)[\s:,.=(]*(?:is|was|of|at|rated)?\s*$",
    re.IGNORECASE,
)
_NO_DATE_AFTER = re.compile(
    r"\s*(?:strength|power|pain|mm|cm|mg|ml|%|murmur|systolic|diastolic|"
    r"throughout|bilateral|"
    r"in (?:the )?(?:all|both|upper|lower|left|right|bilateral)|reflex|weak|"
    r"positive|patients|cases|subjects|women|men|children|nodes?|"
    r"lymph|cores?|biopsies|of\b|vision|muscle|scale|severity|intensity|"
    r"(?:right|left|upper|lower|motor|hip|knee|ankle|grip|elbow|wrist|dorsi|"
    r"plantar|cycles?|doses?|days?|weeks?|months?)\b)",
    re.IGNORECASE,
)


def _no_score(found: re.Match[str]) -> bool:
    """A date without its year stands where a score or a share may not: "3/5 strength"."""
    text = found.string
    start, end = found.span("id")
    before = text[max(0, start - 40) : start]
    if _NO_DATE_BEFORE.search(before) or _NO_DATE_AFTER.match(text, end):
        return False
    return not is_duration(text, start, end)


def _no_version(found: re.Match[str]) -> bool:
    before = found.string[max(0, found.start() - 12) : found.start()]
    return not re.search(
        r"(?:\bv|\bver|version|release|software|sw)[\s.:]*$", before, re.IGNORECASE
    )


def _is_month(found: re.Match[str]) -> bool:
    """ "may 5" or "march 3" of a month, not "may 5 patients"; "Mar 12" not "mar 12 mm"."""
    after = found.string[found.end() : found.end() + 12]
    unit = re.match(
        r"[ \t]*-?(?:mm|cm|mg|ml|mcg|kg|%|patients|pack|years?|units?|cases|x\s*\d)\b", after, re.I
    )
    return unit is None


_TIME = r"(?:T\d\d:?\d\d(?::?\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
_NUMERIC = (
    form(_DATE, rf"{_EDGE}{_LONG_YEAR}([-/.])\s?{_MONTH}\1\s?{_DAY}{_TIME}(?![\d/]|[.-]\d)"),
    form(
        _DATE,
        rf"{_EDGE}(?:{_DAY}([-/])\s?{_MONTH}|{_MONTH}([-/])\s?{_DAY})(?:\1|\2)"
        rf"\s?{_YEAR}{_END}",
        _no_version,
    ),
    # as forms with printed slashes have it: 05 / 09 / 2010
    form(
        _DATE,
        rf"{_EDGE}(?:{_DAY}\s{{0,2}}([-/.])\s{{0,2}}{_MONTH}|{_MONTH}\s{{0,2}}([-/.])\s{{0,2}}{_DAY})"
        rf"\s{{0,2}}(?:\1|\2)\s{{0,2}}{_LONG_YEAR}{_END}",
    ),
    form(
        _DATE,
        rf"{_EDGE}{_LONG_YEAR}\s{{1,2}}([-/.])\s{{1,2}}{_MONTH}\s{{1,2}}\1\s{{1,2}}{_DAY}{_END}",
    ),
    form(
        _DATE,
        rf"{_EDGE}(?:{_DAY}\.\s?{_MONTH}|{_MONTH}\.\s?{_DAY})\.\s?{_YEAR}(?![\w/]|[.,-]\d)",
        _no_version,
    ),
    form(_DATE, rf"{_EDGE}(?:{_DAY}\s{_MONTH}|{_MONTH}\s{_DAY})\s(?:19|20)\d\d(?![\w/]|[.,-]\d)"),
    form(
        _DATE,
        r"(?<![\d.])(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
        r"(?:T?\d{4,6}(?:\.\d{1,6})?)?(?![\d.]*\d)",
    ),
    form(
        _DATE,
        rf"{_BEFORE_A_PART}[\s:(]+(?P<id>(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|"
        r"20)\d\d)\b",
    ),
    form(_DATE, r"(?:d\.?o\.?b\.?|birth(?:\s?date)?|born|date)[\s:.#(]*(?P<id>\d{6}|\d{8})\b"),
    # month and year
    form(_DATE, rf"{_EDGE}{_MONTH}[-/]{_LONG_YEAR}{_END}"),
    form(_DATE, rf"{_EDGE}{_LONG_YEAR}[-/](?:0[1-9]|1[0-2]){_END}"),
    form(_DATE, rf"\b{_BEFORE_A_PART}[\s:(]+(?P<id>(?:0[1-9]|1[0-2])\.{_LONG_YEAR})\b"),
)
_PARTIAL = (
    form(
        _DATE,
        rf"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}}\.?,?\s+(?:{_MONTH}[/-]{_DAY}|"
        rf"{_DAY}[/-]{_MONTH})"
        rf"(?:[/-]{_YEAR})?(?![\w/]|[.-]\d)",
    ),
    form(
        _DATE,
        r"\b(?:on|since|until|dated|d/c|dc'?d|adm|admitted|discharged|seen|again|exam of|"
        r"study of|born)\s+"
        rf"(?P<id>{_MONTH}-{_DAY})(?=\s*(?:[.;)\n]|$|,\s|and\b|at\b|with\b|for\b|by\b))",
        _no_score,
    ),
    form(
        _DATE,
        rf"\b{_BEFORE_A_PART}[\s:(]+(?P<id>(?:{_MONTH}[/]{_DAY}|{_DAY}[/]{_MONTH}|"
        rf"0[1-9]-{_DAY}|1[0-2]-{_DAY})"
        rf"(?:{_TO}(?:{_MONTH}/)?{_DAY})?)(?![\w/]|[.,-]\d)",
        _no_score,
    ),
    form(
        _DATE,
        rf"(?<![\w.,/-])(?P<id>(?:0[1-9]/{_DAY}|1[0-2]/(?:1[3-9]|2\d|3[01])|"
        rf"(?:1[3-9]|2\d|3[01])/(?:0[1-9]|1[0-2])))(?![\w/%]|[.,-]\d)",
        _no_score,
    ),
    form(
        _DATE,
        rf"(?:^|\n|\(|\[)[ \t]*(?P<id>{_MONTH}/{_DAY}|{_DAY}/{_MONTH}(?=\):))"
        r"\s*(?:[-:)\]\u2013]|\d?\d:\d\d)",
        _no_score,
    ),
)
_WORDED = (
    # 12 March 2026, 12th of March, March 12-15, 2026
    form(
        _DATE,
        rf"(?<![\w.]){_WEEKDAY}(?:the\s+)?{_ORDINAL}(?:{_TO}{_ORDINAL})?(?:\s+day)"
        r"?[\s,.-]*(?:of\s+)?[-/]?"
        rf"{_NAMED}\b\.?(?:[\s,./-]*(?:of\s+)?(?:{_LONG_YEAR}|['\u2019]\d\d|(?<=[-/.])"
        rf"\d\d{_NO_MEASURE}|(?<= )\d\d(?=\s*(?:[,;.)\]|\n]|$))))?(?!\w)",
        _is_month,
    ),
    form(
        _DATE,
        rf"\b{_WEEKDAY}{_NAMED}\b\.?[\s/-]*(?:the\s+)?{_ORDINAL}(?!\d|[.:/]\d|\s?%)"
        rf"(?:(?:{_TO}|\s*,\s*)(?:{_NAMED}\.?\s*)?{_ORDINAL}(?!\d){_NO_MEASURE})?"
        rf"(?:[\s,./-]*(?:of\s+)?(?:{_LONG_YEAR}|['\u2019]\d\d|(?:(?<=[-/.,])\d\d|"
        rf"(?<=, )\d\d){_NO_MEASURE})\b)?(?!\w)",
        _is_month,
    ),
    form(
        _DATE, rf"\b{_NAMED}\b\.?[\s,/-]*(?:of\s+)?(?:{_LONG_YEAR}|['\u2019]\d\d)(?!\w)", _is_month
    ),
    form(_DATE, r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[-/]\d\d(?!\w)"),
    form(
        _DATE,
        rf"(?<![\w.]){_DAY}[\s.](?:i{{1,3}}|iv|vi{{0,3}}|ix|xi{{0,2}})[\s.]{_LONG_YEAR}(?!\w)",
    ),
    form(_DATE, rf"\bQ[1-4][\s/-]{{0,2}}(?:of\s)?(?:{_LONG_YEAR}|['\u2019]\d\d)(?!\w)"),
    form(_DATE, rf"\b(?:spring|summer|autumn|fall|winter)\s(?:of\s)?{_LONG_YEAR}(?!\w)"),
    form(
        _DATE,
        rf"(?<![\w.])['\u2019]?\d\d[\s-]{_NAMED}\b\.?[\s-]{_ORDINAL}(?!\w|[.,/-]\d)",
        _is_month,
    ),
    form(_DATE, rf"\b{_LONG_YEAR}[\s,./-]+{_NAMED}\b(?:[\s./-]+{_ORDINAL}(?!\w))?", _is_month),
    form(
        _DATE,
        rf"\b(?:the\s+)?{_SPELLED}(?:\s+day)?\s+(?:of\s+)"
        rf"?{_LONG_MONTHS}\b(?:[\s,]+(?:of\s+)?(?:{_LONG_YEAR}|{_SPELLED_YEAR}))?",
    ),
    form(
        _DATE,
        rf"\b{_LONG_MONTHS}\s+(?:the\s+)?{_SPELLED}\b(?:[\s,]+(?:of\s+)?(?:{_LONG_YEAR}|"
        rf"{_SPELLED_YEAR})\b)?",
    ),
    form(
        _DATE,
        r"\b(?:on|dated|since|until|till|by|before|after|through|from|to)\s+(?:the\s+)"
        r"(?P<id>"
        r"(?:[12]?\d|3[01])(?:st|nd|rd|th))\b(?!\s+(?:rib|week|day|percentile|decade|"
        r"cent|metatarsal|"
        r"metacarpal|toe|finger|digit|trimester|thoracic|lumbar|cervical|intercostal|"
        r"ventricle|nerve|"
        r"generation|time|dose|cycle|and|or|to|month|year|floor|grade|order|degree|"
        r"line|part|through))",
    ),
)
_MONTH_ALONE = (
    # mid-September 2022, early June; Monday the 12th; the week of July 4
    form(
        _DATE,
        r"\b(?:early|mid|late|end of|beginning of|start of|middle of)[-\s]+(?:in\s+|of\s+)?"
        rf"(?:(?:{_LONG_MONTHS}|jan|feb|apr|aug|sept?|oct|nov|"
        rf"dec)\b\.?)(?:[\s,]+(?:of\s+)?(?:{_LONG_YEAR}|['\u2019]\d\d)\b)?",
    ),
    form(_DATE, rf"\b(?:the )?week of {_NAMED}\.?\s+{_ORDINAL}\b(?:,?\s+{_LONG_YEAR})?"),
    form(
        _DATE,
        r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+(?:the\s+)?"
        rf"(?:{_DAY}(?:st|nd|rd|th)|{_SPELLED})\b",
    ),
    form(
        _DATE,
        rf"\b{_LONG_MONTHS}(?<!may)(?<!march)(?=\s*(?:[.,;)\n]|$|visit|appointment|scan|admission|"
        r"surgery|this|last|of last|of this|next))",
    ),
    form(
        _DATE,
        r"\b(?:in|since|last|this|next|until|till|by|during|from|before|after|of|late|"
        r"early|mid)"
        r"[-\s]+(?:early |late |mid-? ?)?(?P<id>january|february|april|june|july|"
        r"august|september|october|"
        r"november|december)\b",
    ),
    form(
        _DATE,
        r"\b(?:[Ii]n|[Ss]ince|[Ll]ast|[Tt]his|[Nn]ext|[Uu]ntil|[Bb]y|[Dd]uring|"
        r"[Ff]rom|[Oo]f|[Ll]ate|[Ee]arly|[Mm]id)"
        r"[-\s]+(?P<id>March|May)\b(?! (?:be|have|need|require))",
        exact=True,
    ),
)


def find(text: str) -> Iterator[Span]:
    """Dates in all orders, and partial ones."""
    for forms in (_NUMERIC, _PARTIAL, _WORDED, _MONTH_ALONE):
        yield from spans_of(forms, text)
