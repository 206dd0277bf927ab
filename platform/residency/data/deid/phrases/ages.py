"""Ages over 89, which Safe Harbor counts among the dates: 45 CFR 164.514(b)(2)(i)(C)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from residency.data.deid.findings import Span
from residency.data.deid.phrases.form import Form, form, spans_of
from residency.data.deid.phrases.words import is_common, is_name
from residency.data.deid.safe_harbor import SafeHarbor

_UNITS = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_FIGURE = r"(?:9\d|1[0-2]\d)"
_NINETY = rf"ninety(?:[-\s]{{1,2}}{_UNITS})?"
_HUNDRED = (
    rf"(?:one|a)[-\s]{{1,2}}hundred(?:[-\s]{{1,2}}(?:and[-\s]{{1,2}})?(?:{_UNITS}|ten|eleven))?"
)
_OLD = rf"(?:{_FIGURE}|{_NINETY}|{_HUNDRED})"
_JOIN = r"\s?(?:[-\u2013\u2014/&]|to|and|or|through)\s?"
_BELOW = rf"[1-8]?\d{_JOIN}"
"""The lower end of a range, which may stay: "aged 85-93"."""
_ENDS = rf"{_OLD}(?:(?:{_JOIN}|,\s?(?:and\s|or\s)?){_OLD}(?!\d))*"
_NEXT_CELL = r"(?:\s*[|/,;]\s*|[^\S\t]*\t\s*)"
_START = r"(?<![\w.,/<>=\u2265\u2264-])"
_MEASURED = (
    r"(?![\s-]*(?:%|percent|per\s?cent|degrees?|mm|cm|mg|ml|mcg|kg|lbs?\b|pounds|kilograms|"
    r"bpm|beats|seconds?|secs?\b|minutes?|mins?\b|hours?|days?|weeks?|months?|units?|meters|"
    r"metres|feet|steps|tablets|capsules|calories|watts|thousand|million|dollars|packs?|"
    r"patients|people|cases|consecutive|over\s\d|/\s?\d))"
)
_END = r"(?!\w|[.,/]\d)"
_SOMEBODY = (
    r"(?:patient|pt|he|she|mother|father|grandmother|grandfather|mom|mum|dad|sister|brother|"
    r"aunt|uncle|wife|husband|lady|gentleman|woman|man|who|client|resident|veteran|widow|"
    r"widower|subject|donor)"
)
_KIN = (
    r"(?:grand|great-?grand|step|half-?|foster )?(?:mother|father|parents?|mom|mum|dad|son|"
    r"daughter|ma|pa|child)"
    r"(?:-in-law)?|(?:half-?|step)?(?:sister|brother)(?:-in-law)?|aunt|auntie|uncle|cousin|"
    r"niece|nephew|wife|husband|"
    r"spouse|partner|friend|neighbou?r|widow|widower|roommate|flatmate|lady|gentleman|nan|nana|"
    r"gran|granny|grandma|"
    r"grandpa|grandson|granddaughter|caregiver|carer|patient|pt|resident|client|woman|man|male|"
    r"female|donor|veteran"
)
_SEX = r"(?:wm|wf|bm|bf|hm|hf|am|af|m|f|male|female)"

_RATE = re.compile(
    r"\b(?:sat\w*|spo2|o2|oxygen|rate|hr|pulse|bpm?|pressure|temp\w*|gain|set|stable|paced|running|"
    r"cm|mm|kvp|score\w*|level|sugar|glucose|bgl?)\b",
    re.IGNORECASE,
)
"""Between a person and "at 95" it is no age: "patient saturating at 95"."""


def _plausible(found: re.Match[str]) -> bool:
    """ "94F" or "94 male" of a person, not "95 f" of a temperature; no duration."""
    tail = found.string[found.end("id") : found.end()].strip(" -").lower()
    before = found.string[max(0, found.start() - 24) : found.start()].lower()
    warm = tail == "f" and re.search(
        r"(?:temp\w*|(?<!\w)t(?:max)?|fever|°)\W*(?:of|is|was|at|to)?\W*$", before
    )
    counted = re.search(r"(?:\bn\s?=|\bpast|\blast|\bwithin|\bevery)\s*$", before)
    return not (warm or counted)


def _follows_a_name(found: re.Match[str]) -> bool:
    word = found["who"]
    if found.string.islower():
        return is_name(word) and not is_common(word)
    return word[0].isupper() and (is_name(word) or not is_common(word))


def _age(pattern: str, *, exact: bool = False) -> Form:
    return form(SafeHarbor.DATE, pattern, _plausible, exact=exact)


_AGES = (
    # 93 years, 93-year-old, 93 y/o, 93yo, 93 y, 93yr old, 93+ years; ninety-three years of age
    _age(
        rf"{_START}(?:{_BELOW})?(?P<id>{_ENDS})(?:\.\d)?[\s-]{{0,20}}\+?[\s-]{{0,20}}"
        r"(?:years?|yrs?|y\s?\.?\s?/?\s?o|yo|y)(?![a-z])"
    ),
    # 93F, 93 yo WM, 93/F, 93 female, 93 year man, 93, M
    _age(
        rf"{_START}(?P<id>{_FIGURE})[\s,/-]{{0,2}}(?:(?:yr|yrs|year|years|y|yo)\.?[\s-]?)?"
        rf"(?:old[\s-]{{1,2}})?{_SEX}(?![\w%]|\s?[/%])(?!\s?(?:mg|units?))"
    ),
    _age(
        rf"{_START}(?P<id>{_OLD})[\s-]{{1,2}}(?:years?[\s-]{{1,2}})?"
        r"(?:young|old|gentleman|lady|man|woman|male|female)\b"
    ),
    # Age 93, aged ninety-three, ages: 93, age/sex: 93, A/S 93, age at exam 93, age of 93
    _age(
        r"\b(?:age[ds]?|a/s)\b(?:\s*[/&]\s*(?:sex|gender|dob))?(?:\s+(?:at|on|in)\s+\w+)?"
        r"(?:\s+(?:is|was|of|about|approximately|approx\.?|nearly|almost|over|now|currently|from|between))?"
        rf"[\s:=/(,~-]*(?P<id>{_ENDS}){_END}(?!\s?%)"
    ),
    # aged 85-93, ages 72, 85 and 91
    _age(
        rf"\b(?:ages\s(?:[1-8]?\d,\s?){{1,8}}(?:and\s|or\s|{_BELOW})?|"
        rf"(?:aged?|ages)[\s:=]{{1,3}}(?:from\s|between\s)?{_BELOW})"
        rf"(?P<id>{_ENDS}){_END}{_MEASURED}"
    ),
    # F/93, M, 93, Sex: F 93
    _age(
        rf"(?<![\w.,/-])(?:M|F|Male|Female|MALE|FEMALE)[\s/,]{{1,2}}(?P<id>{_FIGURE}){_END}"
        r"(?!\s?(?:kg|cm|%|mg|mm|bpm))",
        exact=True,
    ),
    _age(
        r"\b(?:sex|gender)[\s:/]*(?:m|f|male|female)[\s,/;]*(?:age\s*)?"
        rf"(?P<id>{_FIGURE})\b(?!\s?(?:kg|cm|lb|%))"
    ),
    # his uncle, 92, in; her aunt Ann, now 100, has; name / 96 / F; | 90 | M |
    _age(
        rf"\b(?:{_KIN})(?:\s[^\W\d_][\w'\u2019.-]*){{0,3}}\s?[,(]\s?(?:is\s|was\s|now\s|aged?\s|"
        rf"who is\s)?(?P<id>{_OLD})(?=\s?[,;.)]|\s+(?:in|has|had|with|and|who|is|was|lives|"
        rf"at|from|died)\b)"
    ),
    # an aunt of 95; the oldest in the household is 96
    _age(rf"\b(?:{_KIN}|person|someone)\sof\s(?P<id>{_OLD}){_END}{_MEASURED}"),
    _age(
        r"\b(?:oldest|eldest|household)\b[^.;:\n\d]{0,40}?\s(?:is|was|being)\s(?:now\s)?"
        rf"(?P<id>{_OLD}){_END}{_MEASURED}"
    ),
    _age(rf"(?<=[|/,;\t])[^\S\t]*(?P<id>{_FIGURE})(?={_NEXT_CELL}(?:m|f|male|female|sex)\b)"),
    _age(rf"\b(?:m|f|male|female){_NEXT_CELL}(?P<id>{_FIGURE})(?=\s*[|/,;\t])"),
    # she is 93, his mother, 93, turned 93, died at 93, d. 93, lived to ninety-three
    _age(
        rf"\b{_SOMEBODY}\s+(?:(?:is|was|turned|turning|turns|being)\s+)"
        r"(?:(?:now|almost|nearly|already|only|about|just|currently|a)\s+){0,2}"
        rf"(?P<id>{_OLD}){_END}{_MEASURED}"
    ),
    _age(
        r"\b(?:turn(?:ed|ing|s)?|lived (?:un)?til|lived to(?: be)?|(?:died|dies|deceased|dead|"
        r"passed(?: away)?|expired|demise|alive|living|well|lived|healthy|diagnosed|retired|"
        r"d\.|dec\.)(?:\s+(?:peacefully|suddenly|of [\w ]{3,25}))?"
        r"(?:,?\s+(?:at|aged?|until|in))?)\s*(?:(?:the\s+)?age\s+(?:of\s+)?)?"
        rf"(?P<id>{_OLD}){_END}{_MEASURED}"
    ),
    _age(
        r"\b(?:his|her|their|my|the)\s+(?:(?:early|mid|late)[\s-]{1,2})?"
        r"(?P<id>90['\u2019]?s|nineties|100s|hundreds)\b"
    ),
    _age(r"\b(?:early|mid|late)[\s-]{1,2}(?P<id>nineties)\b"),
    _age(rf"\b(?P<id>{_OLD})(?:st|nd|rd|th|ieth)\s+(?:birthday|year)\b"),
    _age(rf"\b(?P<id>ninetieth|ninety-\w+|{_FIGURE}(?:st|nd|rd|th))\s+birthday\b"),
    _age(r"(?<![\w-])(?P<id>0?9\d[YM]|1[0-2]\dY)\b"),
    _age(r"\b(?P<id>nonagenarian|centenarian|supercentenarian)s?\b"),
    # written out, a number of this size is an age unless something is counted
    _age(rf"(?<![\w-])(?P<id>{_NINETY})(?![\w-]){_MEASURED}"),
    _age(rf"\b(?:mr|mrs|ms|miss|dr|prof)\.?\s[^\W\d_][\w'\u2019-]+,?\s\(?(?P<id>{_OLD})(?=[),;])"),
    # her brother had a stroke at 93; at 99 not for surgery
    form(
        SafeHarbor.DATE,
        rf"\b(?:{_KIN})(?:['\u2019]s)?\b(?P<between>[^.;:\n\d]{{0,60}}?)\bat\s(?P<id>{_OLD}){_END}"
        rf"{_MEASURED}(?=\s*(?:[.,;)\n]|$))",
        lambda found: _RATE.search(found["between"]) is None,
    ),
    _age(
        rf"(?:^|[.;,]\s)\s*at\s(?P<id>{_OLD}){_END}{_MEASURED}(?=,?\s(?:not|he|she|still|remains|"
        r"too|unlikely|declined|declines|for (?:no|comfort|best)|frail|lives)\b)"
    ),
    # Mrs. Hale, 93, was; Ethel (93)
    form(
        SafeHarbor.DATE,
        rf"(?<![^\W\d_])(?P<who>[^\W\d_]{{2,30}})(?:,\s+|\s\()(?P<id>{_OLD})(?=\)|,(?!\d)|;)",
        _follows_a_name,
    ),
)


def find(text: str) -> Iterator[Span]:
    """Ages of 90 and over in figures and words."""
    yield from spans_of(_AGES, text)
