"""Geography smaller than a state: streets, towns, codes, wards; facilities are in facilities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from residency.data.deid.findings import Span
from residency.data.deid.phrases.form import form, spans_of
from residency.data.deid.phrases.name_runs import WORD
from residency.data.deid.phrases.words import (
    is_city,
    is_common,
    is_eponym,
    is_name,
    is_region,
    phrase_list,
    plain,
    word_list,
)
from residency.data.deid.safe_harbor import SafeHarbor

_KIND = SafeHarbor.GEOGRAPHY
_STATE = (
    r"(?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|"
    r"O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]|PR|ON|QC|BC|AB|MB|SK|N[SBL]|PE|YT|"
    r"NT|NU)"
)
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
_NUMBERED = r"(?<![\w./-])(?:no\.?\s*)?\d{1,6}[a-z]?(?:\s?[-/&]\s?\d{1,5}[a-z]?)?,?\s+"
_PART = r"(?:[^\W\d_][\w'\u2019.-]*|\d{1,3}(?:st|nd|rd|th))"
_UK_AREA = (
    r"(?:A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|"
    r"H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|"
    r"P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE)"
)


def _named(found: re.Match[str]) -> bool:
    """A street's name holds a capital, a number, or a word that no report has."""
    middle = found.group("name")
    words = WORD.findall(middle)
    titled = all(word[0].isupper() and not word.isupper() for word in words if len(word) > 2)
    if re.search(r"\d", middle) or (titled and found.group()[0].isdigit()):
        return True
    if any(word[0].isupper() and not word.isupper() for word in words):
        return not all(
            is_common(word) and not is_name(word) and not _in_addresses(word) for word in words
        )
    comma = found.string[found.end() : found.end() + 1] in (",", "\n", "")
    return comma or any(
        not is_common(word) or _in_addresses(word) or is_name(word) for word in words
    )


def _in_addresses(word: str) -> bool:
    return plain(word) in word_list("facility_words") | {
        "main",
        "high",
        "station",
        "market",
        "center",
        "centre",
        "college",
        "school",
        "mill",
        "broad",
        "wall",
        "front",
        "water",
        "spruce",
        "walnut",
        "chestnut",
        "cherry",
        "ash",
        "birch",
        "hickory",
        "magnolia",
        "sycamore",
        "poplar",
        "dogwood",
        "pleasant",
        "union",
        "court",
        "canal",
        "bank",
        "ring",
        "gandhi",
        "church",
        "spring",
        "jackson",
        "lincoln",
        "franklin",
    }


def _short_named(found: re.Match[str]) -> bool:
    if re.match(r"(?:mg|ml|mm|cm|mcg|kg|units?|g)\b", found.group("name"), re.IGNORECASE):
        return False  # "500 mg. Dr. Long": a measure before the next sentence
    words = WORD.findall(found.group("name"))
    last = WORD.findall(found.group())[-1] if WORD.findall(found.group()) else ""
    flat = found.group().isupper() or found.group().islower()
    if not flat and not all(word[0].isupper() for word in words if len(word) > 2):
        return False
    if flat or last.isupper():
        proper = all(not is_common(word) or _in_addresses(word) for word in words)
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
    form(_KIND, r"\b(?:rr|rural route|hc|star route)\s?#?\d{1,3}[\s,]+box\s+\d+\w*"),
    form(_KIND, r"\b(?:p\.?\s?o\.?\s*|post(?:al)? (?:office )?)box\s*(?:no\.?\s*)?#?\s*\d+\w*"),
    form(
        _KIND,
        r"\b(?:h\.?\s?no\.?|house|door|plot|flat|shop|survey|quarter|qtr|d\.?\s?no\.?)"
        r"\s*(?:no\.?|number|#)\s*[:.-]?\s*[a-z]?\d[\w/-]*(?:,\s*[a-z][\w "
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
_UNITS_IN = (
    form(
        _KIND,
        r"\b(?:apt|apartment|suite|ste|flat|room|rm|bed|bay|ward|cubicle|pod|bldg|"
        r"building|pavilion|theatre|trailer|cabin|dorm|barracks|cell ?block|icu bed|"
        r"stretcher|gurney|chair|space|slot|locker|gate|trauma bay|resus|resus bay)"
        r"\b\.?\s*(?:no\.?\s*|number\s*|#\s*|:\s*)?(?-i:(?:[A-Z]{1,3}-?)"
        r"?\d{1,5}[A-Za-z]?(?:[-/]\d{1,4}[A-Z]?)?(?:-?[A-Z])?)(?![\w%]|\.\d)"
        r"(?!\s?(?:mg|ml|mm|cm|days?|hours?))",
    ),
    form(
        _KIND,
        r"\b(?:room|ward|bed|bay|suite|apt|flat|rm|cubicle|pod)\s+(?-i:[A-Z])"
        r"\b(?!['\u2019])(?=[\s,.;)]|$)",
    ),
    form(
        _KIND,
        r"\b(?:unit|tower|wing|block|building|pavilion|hall|module|station)"
        r"\s+(?-i:\d{1,4}[A-Z]|[A-Z]\d{0,4}(?:-\d+)?|\d[A-Z]?-?[A-Z]?)(?![\w%]|\.\d)"
        r"(?=\s*(?:[,;.)\n]|$|at\b|in\b|for\b|of\b|bed\b|on\b|\d))",
    ),
    form(
        _KIND,
        r"\b\d{1,2}\s?(?:-\s?)?(?:north|south|east|west|tower|central)\b(?:\s+(?:wing|"
        r"tower|unit|ward|nursing|icu))?",
    ),
    form(_KIND, r"\b\d{1,2}(?:st|nd|rd|th)\s+floor\b"),
    form(
        _KIND,
        r"\b(?:floor|level|lvl)\s+\d{1,2}[a-z]?\b(?=\s*(?:[,;.)\n]|$|west|east|north|"
        r"south|tower|wing|of the|room|ward|reception))(?<!level \d)",
    ),
    form(
        _KIND,
        r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|"
        r"ground)\s+floor\b",
    ),
    form(
        _KIND,
        r"\b(?:ward|unit|wing|pavilion|room|suite|clinic room|tower|floor|icu|bay)"
        r"\s*[:#]\s*(?P<id>[a-z]?\d*[a-z]?(?:[- ]\d+[a-z]?)?(?:\s(?:north|south|east|"
        r"west))?)(?!\w)",
        lambda found: bool(found.group("id").strip()),
    ),
)
_CODES = (
    form(_KIND, rf"\b(?-i:{_STATE})[,.]?\s+\d{{5}}(?:\s?-\s?\d{{4}})?(?!\d)"),
    form(_KIND, rf"(?:,\s*){_STATE}[,.]?\s+(?P<id>\d{{5}}(?:\s?-\s?\d{{4}})?)(?!\d)"),
    form(_KIND, r"(?<![\w-])\d{5}-\d{4}(?![\w-])"),
    form(
        _KIND,
        r"\b(?:zip(?:\s?\+?\s?4)?|zip\s?-?code|postal|postal\s?code|post\s?code|"
        r"pin\s?-?code|pin)\b\.?\s*(?:code)?\s*(?:is|of|:|=|#|-|no\.?)"
        r"*\s*(?P<id>\d{3}\s?\d{2,3}(?:\s?-\s?\d{4})?|"
        r"[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}|[a-z]\d[a-z]\s?\d[a-z]\d)(?!\w)",
    ),
    form(
        _KIND,
        r"\b(?:zip|zip code|zipcode|area|postcode)s?\s*(?:is|of|:|=|starting with|"
        r"beginning|prefix)*\s*(?P<id>\d{3,5}|[a-z]{1,2}\d{1,2})(?!\w)",
    ),
    form(
        _KIND,
        rf"\b{_UK_AREA}\d[a-z\d]?\s?\d(?!nd|rd|th|st|hr|ds|yr|wk|am|pm|lb)"
        rf"[abd-hjlnp-uw-z]{{2}}\b",
        lambda found: found.group().isupper() or found.group().islower(),
    ),
    form(_KIND, r"\bgir\s?0aa\b"),
    form(
        _KIND,
        r"\b[abceghj-nprstvxy]\d[abceghj-nprstv-z][\s-]?\d[abceghj-nprstv-z]\d\b",
        lambda found: not re.fullmatch(r"t\d[nm]\d[nm]\d", found.group(), re.I),
    ),
    form(
        _KIND,
        r"\b[^\W\d_]{4,}\s?[-\u2013,]\s?(?P<id>[1-8]\d{2}\s?\d{3})(?![\d.,/-])"
        r"(?!\s?(?:mg|cells|patients|per|/))",
    ),
    form(
        _KIND,
        r"\b(?:"
        + "|".join(sorted(re.escape(one) for one in phrase_list("regions") if len(one) > 3))
        + r")\s*[,-]?\s+(?P<id>\d{5,6}(?:-\d{4})?)(?![\d.])",
    ),
    form(_KIND, r"(?<![\d.])-?\d{1,2}\.\d{4,7}\s?°?\s?[ns]?,\s?-?\d{1,3}\.\d{4,7}\s?°?\s?[ew]?\b"),
)
_LIVES = re.compile(
    r"\b(?:(?:live|lives|lived|living|reside|resides|resided|residing|residence|"
    r"stay|stays|staying|stayed|born|raised|grew up|brought up|based|works?|"
    r"working|worked|employed|home|house|apartment|farm|farms|camp(?:ing|ed)?|"
    r"hik(?:ing|ed)|vacation(?:ing|ed)?|holiday(?:ing)?|stationed|incarcerated|"
    r"homeless|retired|practice|practices|settled|job|office|clinic|family|"
    r"accident|collision|conference|wedding|property|cabin)\s+"
    r"(?:\w+\s+){0,3}?(?:in|at|near|to|outside|on|around|of)(?:\s+(?:north|south|"
    r"east|west|downtown|central|rural|suburban|greater|the (?:town|city|village|"
    r"suburb|outskirts) of))?|"
    r"(?:resident|native|citizen|town|city|village|county|district|tehsil|taluk|"
    r"suburb|borough|municipality|hometown|outskirts|mayor|inhabitant|community|"
    r"parish|diocese|hamlet|township|region) of|"
    r"(?:from|hails from|originally from|comes from|visiting from|moved (?:here )"
    r"?(?:from|to)|relocated (?:from|to)|emigrated from|immigrated from|(?:recent "
    r")?(?:travel|trip|visit|flight|flew|drove|drive|journey|return)(?:l?ed|l?ing|"
    r"s)?(?: back)? (?:to|from|through|in)|returned (?:from|to)|transferred "
    r"(?:from|to)|transported from|airlifted from|flown in from|brought (?:in )"
    r"?from|visiting|near|downtown|via|ambulance from|back in|over in|down in|up "
    r"in|out of|sent from|arrived from|moving to|move to|school in|incident in|"
    r"seen in|treated in|imaged in|done in|surgery in|physician in|doctor in|"
    r"cardiologist in|dentist in|gp in|daughter in|son in|brother in|sister in|"
    r"mother in|father in|parents in|relatives in|family in|friend in|friends in|"
    r"summer in|winter in|winters in|summers in|weekend in)|"
    r"(?:city|town|place of birth|birth ?place|village|district|location|facility|"
    r"site|hometown|municipality|taluk|post office|locality|city/state|city, "
    r"state|county|parish|borough|campus|address|residence)\s*[:=])"
    r"(?:(?<=[:=])|\b(?=\s))\s*(?:the\s+)?(?:city of\s+|town of\s+)?",
    re.IGNORECASE,
)
_AREA = re.compile(
    r"(?:[ \t]\n?|\n)(?:county|parish|borough|township|twp|village|district|"
    r"municipality|shire|island|islands|reservation|heights|valley|beach|springs|"
    r"falls|city|junction|lake|river|creek|bridge)\b",
    re.IGNORECASE,
)
_AFTER_CITY = re.compile(
    rf"(?:,?[ \t]*\n?[ \t]*,?(?-i:{_STATE})\b(?!\s?(?:and|view))|,[ \t]*\n?[ "
    rf"\t]*{_STATE}\b|,?[ \t\n]+(?:"
    + "|".join(
        sorted(
            (re.escape(one) for one in phrase_list("regions") if len(one) > 3),
            key=len,
            reverse=True,
        )
    )
    + r")\b)?(?:,?[ \t\n]+(?:\d{5}(?:-\d{4})?|[a-z]\d[a-z] ?\d[a-z]\d|"
    r"[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|\d{3} ?\d{3}))?(?!\w)",
    re.IGNORECASE,
)
_CITY_STATE = re.compile(
    rf"\b(?P<city>(?-i:[A-Z][\w'\u2019.-]+(?:[ \t\n][A-Z][\w'\u2019.-]+){{0,3}})|"
    rf"[a-z][\w'\u2019.-]+(?:[ \t\n][a-z][\w'\u2019.-]+){{0,2}}),[ "
    rf"\t\n]*(?:(?-i:{_STATE})|(?P<flat>{_STATE}))\b(?![\u2019'./-])",
    re.IGNORECASE,
)
_CITY_REGION = re.compile(
    r"\b(?P<city>[A-Za-z][\w'\u2019.-]+(?:[ \t\n][A-Za-z][\w'\u2019.-]+){0,2}),[ "
    r"\t\n]*(?P<region>"
    + "|".join(
        sorted(
            (re.escape(one) for one in phrase_list("regions") if len(one) > 3),
            key=len,
            reverse=True,
        )
    )
    + r"|UK|USA)\b",
    re.IGNORECASE,
)


def find(text: str) -> Iterator[Span]:
    """Addresses in whole and part, towns, counties, wards and rooms."""
    for forms in (_STREETS, _UNITS_IN, _CODES):
        yield from spans_of(forms, text)
    yield from _cities(text)
    yield from _announced(text)
    yield from _areas(text)
    yield from _gazetteer(text)


def _cities(text: str) -> Iterator[Span]:
    for pattern in (_CITY_STATE, _CITY_REGION):
        for found in pattern.finditer(text):
            start = _city_start(found.group("city"), flat=text.isupper() or text.islower())
            if start is not None:
                first = found.start("city") + start
                tail = _AFTER_CITY.match(text, found.end("city"))
                yield Span(first, max(found.end(), tail.end() if tail else 0), _KIND, 0.9)


def _city_start(written: str, *, flat: bool) -> int | None:
    """Where in the words before a state its town begins; None where they name none."""
    words = list(WORD.finditer(written))
    for index, word in enumerate(words):
        tail = written[word.start() :]
        if is_city(tail.replace("\n", " ")):
            return word.start()
        rest = [one.group() for one in words[index:]]
        if any(is_region(one) for one in rest[:1]):
            continue
        proper = all(one[0].isupper() for one in rest) if not flat else True
        if (
            proper
            and not any(is_common(one) or (is_eponym(one) and not is_city(one)) for one in rest)
            and (not flat or len(rest) == 1)
        ):
            return word.start()
        if (
            proper
            and not flat
            and word.group()[0].isupper()
            and not all(is_common(one) for one in rest)
            and len(rest) > 1
            and not is_common(rest[0])
        ):
            return word.start()
    return None


def _announced(text: str) -> Iterator[Span]:
    """Towns after "lives in", "from", "City:"."""
    flat = text.isupper() or text.islower()
    for found in _LIVES.finditer(text):
        end = _town_end(text, found.end(), flat=flat)
        if end is not None:
            tail = _AFTER_CITY.match(text, end)
            yield Span(
                found.end(),
                tail.end() if tail and re.search(r"\w", tail.group()) else end,
                _KIND,
                0.8,
            )


def _town_end(text: str, start: int, *, flat: bool) -> int | None:
    """Where a town that begins at `start` ends; None where no town does."""
    words = _town_words(text, start, flat=flat)
    for count in range(len(words), 0, -1):
        end = words[count - 1].end()
        phrase = " ".join(text[words[0].start() : end].split())
        if is_region(phrase):
            return None
        if is_city(phrase) and (
            count > 1 or _CLAUSE_END.match(text, end) or not (flat and is_common(phrase))
        ):
            return end
    if not words:
        return None
    return _unknown_town(words[0], text) if flat else _titled_town(words)


_CLAUSE_END = re.compile(r"\s*(?:[.,;)\n]|$)")
_TOWN_GAP = re.compile(r"\.?[ \t]*\n?[ \t]*")
_SMALL = frozenset(("of", "on", "upon", "or", "the", "de", "la", "del", "le", "under"))


def _town_words(text: str, start: int, *, flat: bool) -> list[re.Match[str]]:
    """Up to four words in a row that may name a town: by their capitals where these tell."""
    words: list[re.Match[str]] = []
    place = start
    while len(words) < 4 and (found := WORD.match(text, place)) is not None:
        word = found.group()
        blanked = set(word.lower()) == {"x"}  # by somebody before us
        if blanked or not (flat or word[0].isupper() or word in _SMALL):
            break
        words.append(found)
        gap = _TOWN_GAP.match(text, found.end())
        if gap is None or gap.end() == found.end():
            break
        place = gap.end()
    return words


def _unknown_town(found: re.Match[str], text: str) -> int | None:
    """A word that no list has, in a text of small letters."""
    word = found.group()
    known = is_common(word) or is_eponym(word) or is_name(word)
    return found.end() if text.islower() and len(word) > 3 and not known else None


def _titled_town(words: list[re.Match[str]]) -> int | None:
    """Words of capitals up to the first that is a plain one or a region."""
    kept: list[re.Match[str]] = []
    for word in words:
        plainly = is_common(word.group()) and not _in_addresses(word.group())
        if plainly or is_region(word.group()):
            break
        kept.append(word)
    acronyms = all(word.group().isupper() and len(word.group()) < 6 for word in kept)
    if acronyms or all(is_common(word.group()) for word in kept):
        return None
    return kept[-1].end()


def _areas(text: str) -> Iterator[Span]:
    """ "Cook County", "Orleans Parish", and "County Cork"."""
    flat = text.isupper() or text.islower()
    for found in _AREA.finditer(text):
        before = list(WORD.finditer(text, max(0, found.start() - 40), found.start()))
        counted = found.group().strip() in ("County", "Parish", "Township", "Borough")
        taken: re.Match[str] | None = None
        for word in reversed(before[-2:]):
            end_of = taken.start() if taken else found.start()
            if (
                text[word.end() : end_of].strip(" .\n")
                or is_region(word.group())
                or not _area_word(word.group(), flat=flat, counted=counted)
            ):
                break
            taken = word
        if taken is not None and (
            flat
            or found.group().strip()[0].isupper()
            or found.group().strip().lower()
            in ("county", "parish", "district", "village", "township")
        ):
            yield Span(taken.start(), found.end(), _KIND, 0.8)
    for found in re.finditer(r"\b[Cc]o(?:unty|\.) (?:of )?(?P<id>[A-Z][a-z]{2,})", text):
        if not is_common(found.group("id")):
            yield Span(found.start(), found.end(), _KIND, 0.8)


def _area_word(word: str, *, flat: bool, counted: bool) -> bool:
    if (
        plain(word) in word_list("never_names")
        or (not flat and not word[0].isupper())
        or (is_eponym(word) and flat)
    ):
        return False
    if not flat and word.istitle() and counted:
        return True
    return not is_common(word) or (
        not flat and _in_addresses(word) and plain(word) not in ("blue", "red", "white", "black")
    )


@cache
def _long_towns() -> re.Pattern[str]:
    """Towns of two words and more, by their first word."""
    towns = [
        town
        for town in phrase_list("cities")
        if " " in town and not all(is_common(word) for word in re.split(r"[ -]", town))
    ]
    return re.compile(
        r"(?<![\w-])(?:"
        + "|".join(
            re.escape(town).replace(r"\ ", r"[ \t]*[ \n][ \t]*")
            for town in sorted(towns, key=len, reverse=True)
        )
        + r")(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _first_words() -> frozenset[str]:
    return frozenset(
        re.split(r"[ ]", town)[0].rstrip(".") for town in phrase_list("cities") if " " in town
    )


def _gazetteer(text: str) -> Iterator[Span]:
    flat = text.isupper() or text.islower()
    first_words = _first_words()
    for word in WORD.finditer(text):
        bare = plain(word.group())
        if bare in first_words and (flat or word.group()[0].isupper()):
            found = _town_at(text, word.start())
            if found is not None:
                yield Span(word.start(), _with_code(text, found), _KIND, 0.7)
        if len(bare) > 3 and is_city(bare) and _with_code(text, word.end()) > word.end():
            yield Span(word.start(), _with_code(text, word.end()), _KIND, 0.7)
        if (
            not flat
            and word.group()[0].isupper()
            and not word.group().isupper()
            and len(bare) > 3
            and is_city(bare)
            and not (is_common(bare) or is_eponym(bare) or is_region(bare))
        ):
            yield Span(word.start(), word.end(), _KIND, 0.6)


def _with_code(text: str, end: int) -> int:
    """The end of a postal code that follows a town, or `end` where none does."""
    code = _CODE_AFTER.match(text, end)
    return code.end() if code else end


_CODE_AFTER = re.compile(
    rf"(?:,?[\s]+(?-i:{_STATE})\b)?,?[\s]*[-\u2013]?[\s]*(?:\d{{5}}(?:-\d{{4}})?|"
    rf"\d{{3}}\s?\d{{3}}|{_UK_AREA}\d[a-z\d]?\s?\d[a-z]{{2}}|"
    r"[a-z]\d[a-z][\s-]?\d[a-z]\d)(?![\w.,]*\d)"
    r"(?:,\s*(?:"
    + "|".join(
        re.escape(one)
        for one in sorted(phrase_list("regions"), key=len, reverse=True)
        if len(one) > 3
    )
    + r")\b)?",
    re.IGNORECASE,
)


_JOINTS = frozenset(("of", "on", "or", "upon", "under", "de", "la", "le", "and", "the"))


def _town_at(text: str, start: int) -> int | None:
    window = text[start : start + 48]
    words = list(re.finditer(r"[^\s,;:()]+", window))[:4]
    for count in range(len(words), 1, -1):
        between = window[words[0].start() : words[count - 1].end()]
        phrase = " ".join(between.split()).rstrip(".")
        if not re.search(r"[,;:()]", between) and is_city(phrase):
            spelled = [word.group() for word in words[:count]]
            cased = (
                all(word[0].isupper() or word in _JOINTS for word in spelled)
                or text.isupper()
                or text.islower()
            )
            plainly = all(is_common(word.rstrip(".")) for word in spelled) or is_region(phrase)
            after = WORD.match(text, min(len(text), start + len(between) + 1))
            clinical = after is not None and plain(after.group()) in word_list("eponym_heads") | {
                "wort"
            }
            if cased and not plainly and not clinical:
                return start + words[0].start() + len(between.rstrip("."))
    return None
