"""Wards, rooms, beds and floors: where in a hospital a person lies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from residency.data.deid.findings import Span
from residency.data.deid.phrases.form import form, spans_of
from residency.data.deid.phrases.words import (
    in_addresses,
    is_common,
    is_eponym,
    is_name,
    plain,
    word_list,
)
from residency.data.deid.safe_harbor import SafeHarbor

_KIND = SafeHarbor.GEOGRAPHY
_COMPASS = r"(?:north|south|east|west|central|n|s|e|w|ne|nw|se|sw)"
_HOUSE = (
    r"(?:(?:ed|er|icu|micu|sicu|ccu|nicu|picu|cvicu|hdu|itu|a&e|trauma|resus|triage|clinic|exam|"
    r"private|isolation|operating|recovery|pacu|main|delivery|labou?r|procedure|"
    r"consult(?:ing|ation)?|waiting|hospital)\s+)?"
)
_PLACE = (
    r"(?:apartment|apt|suite|ste|flat|room|rm|bedspace|bed|bay|ward|wd|cubicle|cube|pod|bldg|"
    r"building|pavilion|theatre|theater|trailer|trlr|villa|cabin|dorm|barracks|"
    r"cell ?block|stretcher|"
    r"gurney|chair|slot|locker|gate|trauma bay|resus bay|resus|booth|station|nursing station|"
    r"side ?room|hallway|hall bed|incubator|cot|crib|isolette|module|lobby|counter|desk|"
    r"mail ?stop|mail ?code|bldg\.?)"
)
_NUMBER = r"(?:[A-Z]{1,3}-?)?\d{1,5}[A-Za-z]{0,2}(?:[-/.]\d{1,4}[A-Z]?)?(?:-?[A-Z])?"
_GRADED = re.compile(
    r"\b(?:asa|grade|stage|class|category|score|lenke|risser)[ \t]{1,3}$",
    re.IGNORECASE,
)
"""Before "3E" it is the grade of something: "ASA 3E"."""
_UNITS_IN = (
    form(
        _KIND,
        rf"\b{_HOUSE}{_PLACE}\b\.?\s*(?:(?:no|number|num)\b\.?\s*|#\s*|:\s*)?(?-i:{_NUMBER})"
        rf"(?:\s+{_COMPASS}\b|\s+bed\s+\w{{1,3}}\b)?(?![\w%]|\.\d)(?!\s?(?:mg|ml|mm|cm|days?|hours?))",
        lambda found: _no_hardware(found),
    ),
    # H.No. 8-83, D. No. 12/4: a house in India
    form(
        _KIND,
        r"(?<![\w.])[hd]\.\s?no\.?\s*[:#]?\s*\d{1,4}[a-z]?(?:[-/]\d{1,4}[a-z]?){0,3}(?!\w)",
    ),
    form(
        _KIND,
        r"\b(?:ed|er|icu|micu|sicu|ccu|nicu|picu|hdu|itu)\s+(?:bed|bay|pod|room|rm)?\s?"
        r"#?\d{1,3}[a-z]?\b(?![%/.]\d|\s?(?:mg|ml|days?|hours?|weeks?|visits?|admissions?))",
    ),
    form(
        _KIND,
        rf"\b{_HOUSE}(?:room|ward|bed|bay|suite|apt|flat|rm|cubicle|pod|block|wing)\s+"
        r"(?-i:[A-Z])\b(?!['\u2019])(?=[\s,.;)\]]|$)",
    ),
    form(
        _KIND,
        r"\b(?:unit|tower|wing|block|building|pavilion|hall|module|station|zone|side|team)"
        r"\s+(?-i:\d{1,4}[A-Z]|[A-Z]\d{0,4}(?:-\d+)?|\d[A-Z]?-?[A-Z]?)(?![\w%]|\.\d)"
        r"(?=\s*(?:[,;.)\n]|$|at\b|in\b|for\b|of\b|bed\b|on\b|\d|overnight|today|this|with|via))",
        lambda found: (
            not _is_tissue(found)
            and (
                not re.match(r"side|team|zone", found.group(), re.IGNORECASE)
                or found.group()[-1].isdigit() is False
            )
        ),
    ),
    # Unit 5 West, Floor 3 East, Tower 4 north
    form(
        _KIND,
        r"\b(?:unit|ward|floor|fl|level|lvl|tower|wing|station|pod)\.?\s+#?\d{1,2}[a-z]?"
        rf"(?:\s*[,-]\s*|\s+){_COMPASS}\b(?:\s+(?:wing|tower|unit|ward|side|block|building))?",
    ),
    form(_KIND, r"\b(?:tower|pavilion|wing)\s+\d{1,2}\b(?!\s?(?:mm|cm|mg|%))"),
    # 4 West, 4-West, 4W, 9NW, 4 North Tower
    form(
        _KIND,
        r"(?<![\w.,/-])\d{1,2}\s?(?:-\s?)?(?:north|south|east|west|tower|central)(?:east|west)?\b"
        r"(?:\s+(?:wing|tower|unit|ward|nursing|icu))?",
    ),
    form(
        _KIND,
        r"(?<![\w.,/-])\d{1,2}(?:NW|NE|SW|SE|[NSEW])\b(?=\s*(?:[,;.)\n]|$|at\b|in\b|on\b|"
        r"for\b|this\b|overnight|when|where|and\b|room|bed|rm\b|c/o|today|last))(?![\s]*[°\d])",
        lambda found: (
            _GRADED.search(found.string[max(0, found.start() - 16) : found.start()]) is None
        ),
        exact=True,
    ),
    form(
        _KIND,
        r"\b(?:loc(?:ation)?|unit|ward|floor|to|on|in|from)\s*[:=]?\s*(?P<id>\d{1,2}(?:nw|ne|sw|se|[nsew]))"
        r"\b(?=\s*(?:[,;.)\n]|$|overnight|when|where|and\b|this|today|last|c/o|room|bed))",
    ),
    # 5th floor east, fifth floor
    form(
        _KIND,
        r"\b(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|"
        rf"tenth|ground|top|lower|upper)\s+(?:floor|flr|level)\b(?:,?\s+{_COMPASS}(?:\s+(?:wing|tower|side|unit))?\b)?",
    ),
    form(
        _KIND,
        r"\b(?:floor|level|lvl)\s+\d{1,2}[a-z]?\b(?=\s*(?:[,;.)\n]|$|west|east|north|"
        r"south|tower|wing|of the|room|ward|reception))(?:,?\s+(?:north|south|east|west|[a-z])\s"
        r"(?:wing|tower|block|building))?",
        lambda found: (
            bool(re.match(r"floor", found.group(), re.IGNORECASE))
            or len(found.group().split()) > 2
        ),
    ),
    form(
        _KIND,
        rf"\b(?<!['\u2019]){_COMPASS}\s+(?:wing|tower|pavilion|block|annexe?|campus)\b(?:\s+\d{{1,4}}[a-z]?\b)?",
    ),
    form(
        _KIND,
        r"\b(?:OR|Theatre|Theater|THEATRE|Lab|Cath Lab|Scanner|Clinic|CLINIC)"
        r"\s?#?\s?\d{1,2}\b(?!\.\d)(?=\s*(?:[,;.)\n]|$|at\b|for\b|this\b|overnight|today|on\b|c/o|by\b|with\b))",
        lambda found: _operating(found),
        exact=True,
    ),
    form(
        _KIND,
        r"\b(?:loc(?:ation)?|in|to|from|assigned|bed)\s*:?\s+(?P<id>(?:or|theatre|theater)\s?#?\d{1,2})\b(?!\s?[%.]\d?)",
    ),
    # named: Nightingale Ward, Byron Unit
    form(
        _KIND,
        r"\b(?P<word>[^\W\d_][\w'\u2019]{2,})\s+(?P<head>ward|unit|wing|pavilion|tower|annexe?|suite|building|bldg|block|lounge)\b"
        r"(?:\s+\d{1,3}[a-z]?\b)?",
        lambda found: _named(found),
    ),
    form(
        _KIND,
        r"\b(?:ward|unit|wing|pavilion|room|suite|clinic room|tower|floor|icu|bay|loc|location|"
        r"bed)"
        r"\s*[:#]\s*(?P<id>(?=[a-z]{0,4}[- ]?\d)[a-z]{0,4}[- ]?\d*[a-z]?(?:[-/ ]\d+[a-z]?)?"
        r"(?:[- ](?:north|south|east|west|[nsew]))?)(?!\w)",
        lambda found: bool(found.group("id").strip()),
    ),
)


_TISSUE = re.compile(
    r"\b(?:molecular|paraffin|ffpe|tissue|cassettes?|slides?|specimen|stain\w*|ihc|immuno\w*|"
    r"histolog\w*|patholog\w*|submitted|sections?|tumou?r|biops\w+|sequenc\w+|assay)\b[^.\n]{0,40}$",
    re.IGNORECASE,
)
_PLACED = re.compile(
    r"\b(?:at|to|lives?(?: in)?|ward|office|lab(?:oratory)?|department|dept|floor|level|building|"
    r"(?:patient|seen|resident|admitted|moved|located|based)\b[^.\n]{0,24}\bin)\W+(?:the\s)?$",
    re.IGNORECASE,
)


def _is_tissue(found: re.Match[str]) -> bool:
    """ "Molecular: block B2 of the specimen": no building."""
    before = found.string[max(0, found.start() - 60) : found.start()]
    block = found.group().lower().startswith("block")
    return block and _TISSUE.search(before) is not None and _PLACED.search(before) is None


def _no_hardware(found: re.Match[str]) -> bool:
    """ "bed 12", not "station 2 lymph node" or "gate 35"."""
    after = found.string[found.end() : found.end() + 16].lower()
    return re.match(r"\s*(?:lymph|node|aspir|biops|french|fr\b|%|percent)", after) is None


def _operating(found: re.Match[str]) -> bool:
    """ "in OR 4": a room; "OR 2" of a study is an odds ratio."""
    before = found.string[max(0, found.start() - 14) : found.start()].lower()
    at_place = re.search(r"(?:\bin|\bto|\bfrom|loc(?:ation)?:?|\bat|^|\n|[.:])\s*$", before)
    odds = re.search(r"(?:adjusted|odds|pooled|\()\s*$", before)
    return at_place is not None and odds is None


def _named(found: re.Match[str]) -> bool:
    """A ward that has the name of a person, a place or a thing."""
    word, flat = found["word"], found.string.isupper() or found.string.islower()
    if plain(word) in word_list("not_facilities") | word_list("function_words"):
        return False
    if flat:
        return not is_common(word) and not is_eponym(word)
    titled = word.istitle() and found["head"][0].isupper()
    return titled and (not is_common(word) or is_name(word) or in_addresses(word))


def find(text: str) -> Iterator[Span]:
    """Wards, rooms, beds and floors by their numbers, letters and names."""
    yield from spans_of(_UNITS_IN, text)
