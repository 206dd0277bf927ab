"""Signs, gradings, operations called after somebody, written without the noun they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from residency.data.deid.learned.persons_beside import is_person
from residency.data.deid.phrases.words import (
    is_city,
    is_common,
    is_family,
    is_given,
    phrase_list,
)

_RESULT = (
    r"(?:(?:test|sign|manoeuvre|maneuver|reflex)\s)?(?:is\s|was\s|are\s)?(?:strongly\s|weakly\s|"
    r"equivocally\s)?(?:positive|negative|absent|equivocal|\+ve|-ve)"
)
_TESTED = re.compile(
    r"(?<![^\W_])(?P<who>(?:adson|allen|apley|apprehension|babinski|barlow|"
    r"boas|brudzinski|buerger|"
    r"carnett|chvostek|clarke|clunk|cozen|craig|ely|finkelstein|froment|gaenslen|galeazzi|gerber|"
    r"hawkin|hawkins|hoffman|hoffmann|homan|homans|hoover|jobe|kanavel|kernig|kleiger|kocher|"
    r"lachman|lasegue|lhermitte|maudsley|mcmurray|mill|mills|mulder|murphy|neer|nikolsky|noble|"
    r"o['\u2019]?brien|ober|ortolani|patrick|pemberton|perthes|phalen|popeye|psoas|rinne|romberg|"
    r"roos|rovsing|schober|simmonds|speed|spurling|stinchfield|thessaly|thomas|thompson|tinel|"
    r"trendelenburg|trousseau|turner|unterberger|watson|weber|wright|yergason)(?:['\u2019]s?)?)\s"
    rf"{_RESULT}(?![^\W_])",
    re.IGNORECASE,
)
"""Tests at the bed and in the clinic of joints; the word after the possessive is their result."""
_VALUED = re.compile(
    r"(?<![\w-])(?:oswestry\s\d{1,3}%|glasgow[- ]blatchford\s\d{1,2}(?=[.,;)]))",
    re.IGNORECASE,
)
"""Scales and their values, where these could be neither an age nor a bed."""
_WORDED = re.compile(r"\s(?:test|sign|manoeuvre|maneuver|reflex)\s", re.IGNORECASE)
_CUE = 32  # characters before a term in which that stands
_CUED = re.compile(
    r"\b(?:(?:in keeping|consistent|compatible|associated|diagnosed)\swith|"
    r"(?:suggestive|features|evidence|diagnosis|history)\sof|possible|probable|likely|classical|typical|"
    r"underlying)\s(?:an?\s|the\s|possible\s|probable\s|likely\s)?$",
    re.IGNORECASE,
)
"""What stands before a disease, a sign or an operation, and before nobody."""
_ROMAN = r"(?:I{2,3}|IV|VI{0,3}|I)[a-cA-C]?"
_GRADES = (
    (r"ann[ ]arbor(?:[ ]stage)?", r"(?:I{1,3}|IV)[ABESX]{1,2}|I{2,3}|IV"),
    (r"child[- ]pugh(?:[ ](?:class|grade|score))?", r"[A-C](?:[ ]?\d{1,2})?"),
    (r"danis[- ]weber|frankel[ ]grade|la[ ]grade|los[ ]angeles[ ]grade", r"[A-E]"),
    (r"crowe|garden|pauwels|schatzker|rockwood|frykman|ficat|outerbridge|gustilo|hinchey|"
     r"mallampati|killip|fitzpatrick|forrest|fontaine|pfirrmann|goutallier|modic|mobitz|meyerding|"
     r"kellgren[- ]lawrence|cormack[- ]lehane|clavien[- ]dindo|spetzler[- ]martin|"
     r"house[- ]brackmann|salter[- ]harris|levine[- ]edwards|anderson[- ]d['\u2019]alonzo|knosp|"
     r"rutherford|bosniak|crawford|debakey|eichenholtz|lichtman|steinberg|graf|kudo",
     _ROMAN),
    (r"graf", r"type[ ][1-4][a-d]"),
    (r"banff", r"grade[ ][1-4][AB]"),
    (r"kikuchi", r"sm[1-3]"),
    (r"magerl|ao(?:/ota|spine)?", r"(?:\d{2}-)?[A-C][0-4](?:\.\d)?"),
    (r"prague", r"C\d{1,2}(?:\.\d)?[ ]?M\d{1,2}(?:\.\d)?"),
    (r"rutherford", r"(?:category[ ]|grade[ ])[0-6]"),
    (r"oxford", r"M[01][ ]?E[01][ ]?S[01][ ]?T[0-2](?:[ ]?C[0-2])?"),
    (r"vancouver", r"type[ ](?:A[GL]|B[1-3])"),
    (r"walch", r"type[ ][A-C][0-4]"),
    (r"young[- ]burgess", r"(?:LC|APC)[ ]?(?:I{1,3}|[1-3])|VS|CM"),
    (r"lauge[- ]hansen", r"(?:SER?|SAD?|PER?|PAB?)[ -]?[1-4IV]{0,3}"),
    (r"raymond-roy|hunt-hess|hunt[ ]and[ ]hess", r"I{1,3}|IV|V|(?:class|grade)[ ][0-5]"),
)  # fmt: skip
"""(classifications, the form of their grades): orthopaedics, gastroenterology, haematology,
vascular surgery. A grade that could be an age, or an initial by itself, is left to others."""
_CLASSED = re.compile(
    r"\b(?:grade|type|class|stage|classification|category|score)\b", re.IGNORECASE
)
_NOWHERE = frozenset({"prague", "oxford"})
"""Towns whose grades are written as no bed, no day and no part of a town is."""
_LETTERED = re.compile(
    r"\b(?:on|via)\s\d{1,2}(?:\.\d)?\s?L(?=\.\s)|\b\d{1,2}(?:\.\d)?\sL(?=\s(?:NRB|O2|NC)\b)|"
    r"\b(?:Humulin|Novolin)\s[NRS](?=\.\s)|\bhepatitis\s[A-E](?=\.\s)|"
    r"\b(?:Dukes'?|Weber|Frankel|ASIA|Tile)\s[A-F](?=\.\sI\s[a-z])|"
    r"\b(?:Stanford|Weber|Denis|Frankel|ASIA|Tile|Herring|Walch|BI-RADS density)\s"
    r"(?:type|grade|class|group)\s[A-E](?=[.,;])"
)
"""A litre, a kind of insulin or hepatitis, a stage or a type, at the end of a sentence: its letter
is no initial of the next word."""
_OWNER = re.compile(r"['\u2019]s?$")
_BEGINS_PLAINLY = re.compile(r"biplane |[a-z]+ of ", re.IGNORECASE)
_PARTS = re.compile(r"[^\W\d_]{3,}")


def named_terms(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each term that needs no noun: "Swyer-James", "O'Brien's negative"."""
    for found in _pairs().finditer(text):
        means = _is_thing(found.group()) or _is_cued(text, found.start())
        plainly = _BEGINS_PLAINLY.match(found.group()) is not None
        if plainly or (means and not is_person(text, *found.span())):
            yield found.span()
    for found in _VALUED.finditer(text):
        if not is_person(text, *found.span()):
            yield found.span()
    for found in _TESTED.finditer(text):
        who = found["who"]
        ends = re.match(r"\s*(?:[.,;)\n]|$|on the|bilat|left|right|both)", text[found.end() :])
        worded = _WORDED.search(found.group()) is not None
        means = worded or not _names_somebody(_OWNER.sub("", who))
        if means and ends and not is_person(text, found.start(), found.end("who")):
            yield found.span()


def graded_terms(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each grade that is written with its classification, and of what is measured
    by a letter that ends a sentence: no name begins before the letter, and none with it."""
    for found in (one for form in _graded() for one in form.finditer(text)):
        name = found["name"]
        graded = name.lower() in _NOWHERE or _CLASSED.search(found.group()) is not None
        means = graded or "-" in name or not _names_somebody(name)
        if means and not is_person(text, *found.span(), labels=False):
            yield found.span()
    for found in _LETTERED.finditer(text):
        if not is_person(text, *found.span(), labels=False):
            yield found.span()


def _names_somebody(word: str) -> bool:
    """Whether a word is a name or a town as well."""
    return is_family(word) or is_given(word) or is_city(word)


def _is_thing(phrase: str) -> bool:
    """Whether it ends in a plain noun ("comb sign"), or no part of it is anybody's name."""
    parts = _PARTS.findall(phrase)
    last = parts[-1]
    noun = is_common(last) and not is_family(last) and not is_given(last)
    return noun or not any(map(_names_somebody, parts))


def _is_cued(text: str, start: int) -> bool:
    return _CUED.search(text[max(0, start - _CUE) : start]) is not None


@cache
def _pairs() -> re.Pattern[str]:
    spelled = sorted(phrase_list("eponym_pairs"), key=len, reverse=True)
    joined = "|".join(_spelling(phrase) for phrase in spelled)
    return re.compile(rf"(?<![\w-])(?:{joined})(?:['\u2019]s)?(?![\w-])", re.IGNORECASE)


def _spelling(phrase: str) -> str:
    """With any apostrophe, hyphen and accents; within one line."""
    written = re.escape(phrase).replace(r"\ ", "[ ]").replace(r"\-", "[-\u2010\u2011\u2013]")
    written = written.replace("'s", "['\u2019]?s").replace("d'a", "d['\u2019]a")
    written = written.replace("s'", "s['\u2019]?")
    for letter, accented in (
        ("e", "\u00e9\u00e8\u00ea\u00eb"),
        ("o", "\u00f6\u00f3\u00f8"),
        ("u", "\u00fc"),
    ):
        written = written.replace(letter, f"[{letter}{accented}]")
    return written


@cache
def _graded() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(
            rf"(?<![\w-])(?i:(?P<name>{names})(?:[ ](?:grade|type|class|stage|classification))?"
            rf"[ ](?:{grade}))(?![\w-]|[ ]\d{{1,3}}[ ]?[MFymf])"
        )
        for names, grade in _GRADES
    )
