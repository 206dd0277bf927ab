"""Names of hospitals, practices, schools and other houses, whole: many are named after places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from residency.data.deid.findings import Span
from residency.data.deid.phrases.form import form, spans_of
from residency.data.deid.phrases.words import (
    is_city,
    is_common,
    is_eponym,
    is_given,
    is_region,
    phrase_list,
    plain,
    word_list,
)
from residency.data.deid.safe_harbor import SafeHarbor

_KIND = SafeHarbor.GEOGRAPHY
_WORD_BEFORE = re.compile(r"(?<![^\W_])([^\W\d_]{4,})[ ]$")
_TOKEN = re.compile(r"[^\W_][\w'\u2019.-]*|&")
_JOINTS = frozenset(["of", "the", "and", "&", "for", "de", "at", "in", "upon", "on", "la"])
_NEVER = word_list("not_facilities")
_SURE = frozenset(
    [
        "hospital",
        "hospitals",
        "hosp",
        "infirmary",
        "hospice",
        "polyclinic",
        "vamc",
        "sanatorium",
        "university",
        "nhs",
    ]
) | frozenset(
    [
        "medical center",
        "medical centre",
        "medical ctr",
        "med center",
        "med ctr",
        "nursing home",
        "care home",
        "health system",
        "health center",
        "health centre",
        "nhs trust",
        "nhs foundation trust",
        "medical college",
        "high school",
        "cancer center",
        "clinic",
        "medical group",
        "health network",
        "health services",
        "pharmacy",
        "surgery center",
        "imaging center",
        "imaging centre",
        "rehabilitation center",
        "rehabilitation hospital",
        "medical clinic",
        "elementary school",
        "children's center",
        "healthcare",
        "foundation trust",
    ]
)
_DEPARTMENTS = phrase_list("departments_heads")
_BUSINESSES = phrase_list("businesses_heads")
_SPECIALTIES = (
    "ology",
    "ologic",
    "atrics",
    "atric",
    "istry",
    "therapy",
    "scopy",
    "graphy",
    "ical",
)
_FAMOUS = (
    form(
        _KIND,
        r"\b(?:mayo clinic|cleveland clinic|kaiser(?: permanente)?|johns? hopkins|"
        r"mass(?:achusetts)? general|cedars[- ]sinai|mount sinai|mt\.? sinai|nyu "
        r"langone|ucsf|ucla|ucsd|upmc|geisinger|ochsner|intermountain|sutter|dignity "
        r"health|ascension|"
        r"md anderson|memorial sloan[- ]kettering|mskcc|dana[- ]farber|st\.? jude|"
        r"bellevue|beth israel(?: deaconess)?|bidmc|brigham(?: and women['\u2019]?s)?|"
        r"walter reed|aiims|pgimer|nimhans|jipmer|cmc vellore|tata memorial|kem|"
        r"safdarjung|medanta|fortis|apollo|"
        r"addenbrooke['\u2019]?s|barts|guy['\u2019]?s and st\.? thomas['\u2019]?|"
        r"great ormond street|john radcliffe|moorfields|papworth|sunnybrook|sickkids|"
        r"labcorp|quest diagnostics|walgreens|cvs|rite aid|walmart|costco|boots|"
        r"lloyds ?pharmacy|tim hortons)(?!\w)(?:[\u2019']s)?",
    ),
    form(
        _KIND,
        r"\b(?-i:(?:University|Children[\u2019']?s Hospital|Hospital|College|"
        r"Institute|School|Church|Sisters|Order|City|Town|Bank|Port) of (?:the )"
        r"?(?:[A-Z][\w'\u2019.-]+)(?:(?:,| at| and| of)?(?:[ \t]+|\n(?!\n))"
        r"[A-Z][\w'\u2019.-]+){0,4})",
        lambda found: any(
            not is_common(word) for word in re.findall(r"[A-Z][\w'\u2019-]+", found.group())[1:]
        ),
    ),
    # Sunrise Pediatrics, Lakeshore Heart and Vascular: a specialty under a name of facilities
    form(
        _KIND,
        r"(?<![\w-])(?P<word>[^\W\d_][\w'\u2019]{3,})\s(?:(?:[^\W\d_][\w'\u2019]+)\s)?(?:p(?:a)?ediatrics|"
        r"orthop(?:a)?edics|dermatology|cardiology|oncology|urology|neurology|radiology|dental|"
        r"heart and vascular|women['\u2019]s health|family medicine|internal medicine|eye care|"
        r"spine and joint|physiotherapy|physical therapy|aged care|home health|skilled nursing|"
        r"aboriginal health service|fertility|podiatry|optometry|ob-?gyn|gastroenterology|"
        r"behaviou?ral health|rx|dialysis|diagnostics)(?![\w-])(?:\sof\s[^\W\d_]+)?",
        lambda found: (
            plain(found["word"]) in word_list("facility_names")
            and (found["word"][0].isupper() or found.string.islower())
        ),
    ),
    form(_KIND, r"\b(?:sacred heart|memorial hermann|county general|good samaritan|holy cross)\b"),
    form(
        _KIND,
        r"\b(?-i:(?:[A-Z][\w'\u2019]+\s){1,3}(?:General|Memorial|Regional|Infirmary|Methodist|"
        r"Presbyterian|Baptist|Adventist|Lutheran|Samaritan|Deaconess))\b"
        r"(?!\s+(?:[Ss]urg|[Mm]ed|[Aa]n|[Pp]ra|[Hh]osp|[Pp]ed|[Nn]eu))",
        lambda found: (
            not any(
                plain(word) in _NEVER | word_list("function_words")
                for word in found.group().split()
            )
        ),
    ),
    form(
        _KIND,
        r"\b(?:at|to|from|in|of|with|via|by|near)\s+(?P<id>(?-i:(?:The\s)?(?:St|Saint|Ste|Mt|Mount)\.?"
        r"\s[A-Z][\w'\u2019-]+(?:\s[A-Z][\w'\u2019-]+)?))(?!\s+(?:disease|fire|dance|wort|valve))",
    ),
    form(
        _KIND,
        r"\b(?:university|hospital|college|institute) of (?:[a-z]+(?: at [a-z]+)?)",
        lambda found: _named_after(found),
    ),
    form(
        _KIND,
        r"\b(?:st|saint|ste)\.?\s+[^\W\d_]{3,}[\u2019']s?(?=\s)(?=[\s,.;)])"
        r"(?!\s+(?:disease|fire|dance|wort|vitus))",
        lambda found: not is_common(found.group().split()[-1]),
    ),
)


def find(text: str) -> Iterator[Span]:
    """A facility's name with the words before its head: "St. Mary's Medical Center"."""
    yield from spans_of(_FAMOUS, text)
    letters = [sign for sign in text if sign.isalpha()]
    upper = sum(sign.isupper() for sign in letters)
    flat = upper == 0 or upper > 0.8 * len(letters)
    for found in _heads().finditer(text):
        begin = _flat_start(text, found.start(), found.group()) if flat else None
        start = _start(text, found.start(), found.group(), flat=flat) if begin is None else begin
        if start is not None:
            tail = _with_town(text, _tail(text, found.end(), flat=flat), flat=flat)
            yield Span(start, tail, _KIND, 0.8)


def _named_after(found: re.Match[str]) -> bool:
    last = found.group().split()[-1]
    return is_region(last) or (is_city(last) and not is_common(last))


@cache
def _heads() -> re.Pattern[str]:
    heads = sorted(phrase_list("facility_heads"), key=len, reverse=True)
    joined = "|".join(
        re.escape(head).replace(r"\ ", r"\s+").replace("'", "['\u2019]?") for head in heads
    )
    return re.compile(rf"(?<![\w-])(?:{joined})(?![\w-])", re.IGNORECASE)


def _start(text: str, head: int, written: str, *, flat: bool) -> int | None:
    """Where the name before a head begins; None where plain words stand before it."""
    if not flat and not written[0].isupper():
        return None
    start, place, proper, plain_words = None, head, 0, 0
    for found in reversed(list(_TOKEN.finditer(text, max(0, head - 70), head))):
        between = text[found.end() : place]
        if re.fullmatch(r"[ \t]*\n?[ \t]*", between) is None:
            break
        judged = _judge(found.group(), flat=flat, last=start is None)
        if judged is None and start is None and _before_a_name(text, found, flat=flat):
            place = found.start()  # "Cornerstone Pain Clinic"
            continue
        if judged is None or (
            _at_place(text, found, place) and _is_study(found.group(), flat=flat)
        ):
            break
        place = found.start()
        if judged == "joint":
            continue
        start = found.start()
        proper += judged == "proper"
        plain_words += judged == "plain"
    return start if start is not None and _names(written, proper, plain_words, flat=flat) else None


def _at_place(text: str, found: re.Match[str], place: int) -> bool:
    """Whether "at" stands behind the word, as in "MRCP at Mercy Hospital"."""
    return found.end() < place and text[place : place + 3].lower() == "at "


def _before_a_name(text: str, found: re.Match[str], *, flat: bool) -> bool:
    """Whether a specialty stands between a head and a word that names facilities."""
    before = _WORD_BEFORE.search(text, max(0, found.start() - 24), found.start())
    if before is None or not (flat or (found.group().istitle() and before[1].istitle())):
        return False
    word = plain(before[1])
    listed = word in word_list("facility_names")
    return listed or not (is_common(word) or is_eponym(word) or word in _NEVER)


def _is_study(word: str, *, flat: bool) -> bool:
    """A capital abbreviation, a method that has the name of a person, or "L-spine"."""
    if not flat and "-" in word and not word.istitle():
        return True
    if not flat and word.isupper() and plain(word) not in word_list("facility_words"):
        return not is_region(word)
    acronym = word.isupper() and plain(word) in word_list("abbreviations")
    return (acronym and not is_region(word)) or (is_eponym(word) and not is_given(word))


def _names(written: str, proper: int, plain_words: int, *, flat: bool) -> bool:
    """Whether so many proper and plain words before a head make the name of a facility."""
    bare = " ".join(written.lower().split()).replace("\u2019", "'")
    if proper:
        return True
    if not flat and bare not in _DEPARTMENTS and plain_words > 1:
        return True
    if not flat and bare in _BUSINESSES and plain_words:
        return True
    sure = bare in _SURE or (" " in bare and bare not in _DEPARTMENTS)
    return sure and plain_words > 0


_AT = frozenset(["at", "from", "to", "by", "near", "via"])
_LONGEST = 4  # words before a head


def _flat_start(text: str, head: int, written: str) -> int | None:
    """In one case: any words between "at" or "from" and a sure head, but those of departments."""
    bare = " ".join(written.lower().split())
    if bare not in _SURE | _BUSINESSES or bare in _DEPARTMENTS:
        return None
    words = list(_TOKEN.finditer(text, max(0, head - 70), head))[-_LONGEST - 1 :]
    start: int | None = None
    place = head
    for found in reversed(words):
        word = plain(found.group()).rstrip(".")
        if not re.fullmatch(r"[ \t]*\n?[ \t]*", text[found.end() : place]):
            return start if "," in text[found.end() : place] else None
        if word in _AT:
            return None if start is not None and text[start:head].split() == ["the"] else start
        if _passes_by(word):
            return None
        start = place = found.start()
    return None


def _passes_by(word: str) -> bool:
    """Whether no facility is named by this word."""
    other = word in (_NEVER | word_list("function_words")) - {"the", "st", "name"}
    verb = word.endswith(("ed", "ing", "ly")) and is_common(word)
    return other or verb or word.endswith(_SPECIALTIES) or any(sign.isdigit() for sign in word)


def _judge(word: str, *, flat: bool, last: bool) -> str | None:
    """What a word before the head is: proper, plain (of facilities), a joint, or none of these."""
    bare = plain(word).rstrip(".")
    if bare in _JOINTS and not last:
        return "joint"
    if (
        bare in _NEVER
        or any(sign.isdigit() for sign in bare)
        or (not flat and not word[0].isupper())
    ):
        return None
    if bare in word_list("facility_words") or bare in ("st", "mt"):
        return "plain" if is_common(bare) else "proper"
    if is_common(bare):
        if flat:
            return None
        clinical = (bare in word_list("clinical") and bare != "name") or bare.endswith(
            _SPECIALTIES
        )
        return None if clinical and last else "plain"
    return "proper" if not (word.isupper() and not flat and len(word) < 3) else None


_TOWN_BEHIND = re.compile(r"[ ](?P<town>[A-Z][a-z\u00e0-\u017f]{3,})(?=\s*(?:[,:;.)|\n]|$))")
_TOWN = re.compile(
    r",\s+(?P<town>[^\W\d_][\w'\u2019-]+(?:\s[^\W\d_][\w'\u2019-]+)?)(?=\s*[.,;|)\n]|\s*$)"
)


def _with_town(text: str, end: int, *, flat: bool) -> int:
    """The end with the town that follows a comma: "Cedar Lodge, Bend."."""
    behind = None if flat else _TOWN_BEHIND.match(text, end)
    if behind is not None and not is_common(behind["town"]) and not is_eponym(behind["town"]):
        return behind.end()  # "Midland Hospital Cavan"
    found = _TOWN.match(text, end)
    if found is None or not (flat or found["town"].istitle()):
        return end
    town = found["town"].lower()
    known = is_city(town) or town in word_list("plain_towns")
    return found.end() if known else end


def _tail(text: str, end: int, *, flat: bool) -> int:
    """The end with what may follow a head: a second head, "of X", "in X", "- North Campus"."""
    tail = re.compile(
        r"\s+(?:of|at|for)\s+(?:the\s+)"
        r"?(?-i:[A-Z][\w'\u2019.-]*[\w](?:(?:[ \t]+|\n(?!\n))[A-Z][\w'\u2019]+){0,2})|"
        r"\s*[-\u2013]\s*(?-i:[A-Z][\w'\u2019]+)(?:\s+(?:campus|branch|hospital|site))"
        r"?|\s+(?:nhs\s+)?(?:foundation\s+)?trust\b|,?\s+(?:inc|llc|pllc|p\.?c|ltd|"
        r"pvt)\b\.?|\s+(?:campus|annex|and clinics?|&\s+clinics?)\b",
        re.IGNORECASE,
    ).match(text, end)
    if flat:
        town = re.compile(r"\s+(?:of|at)\s+([^\W\d_]+)", re.IGNORECASE).match(text, end)
        return town.end() if town and is_city(town[1]) else end
    if tail is None:
        return end
    words = re.findall(r"[A-Z][\w'\u2019]+", tail.group())
    return (
        end
        if words
        and all(is_common(word) for word in words)
        and re.match(r"\s+(?:of|at|for)|\s*[-\u2013]", tail.group())
        else tail.end()
    )
