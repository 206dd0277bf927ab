"""Vehicles: identification numbers (ISO 3779) and number plates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from residency.data.deid.findings import Span
from residency.data.deid.phrases.form import form, spans_of
from residency.data.deid.phrases.labelled import IS
from residency.data.deid.phrases.words import is_common, word_list
from residency.data.deid.safe_harbor import SafeHarbor

_KIND = SafeHarbor.VEHICLE
_VEHICLE = (
    r"(?:car|truck|van|suv|sedan|motor(?:bike|cycle)|bike|scooter|vehicle|"
    r"automobile|auto|lorry|taxi|cab|jeep|pickup|minivan|ambulance|coupe|"
    r"hatchback|wagon|rickshaw|moped|caravan|trailer|"
    r"honda|toyota|ford|chevy|chevrolet|nissan|bmw|audi|mercedes|vw|volkswagen|"
    r"hyundai|kia|mazda|subaru|tesla|vauxhall|maruti|tata|mahindra|bajaj|hero|"
    r"volvo|jaguar|lexus|dodge|ram|buick|gmc|renault|peugeot|skoda|fiat)"
)
_PLATE = r"(?:[a-z]{1,4}|\d{1,4})(?:[\s·-]?(?:[a-z]{1,4}|\d{1,4})){1,4}"
_LABEL = (
    r"(?:licen[cs]e\s*plates?|number\s*plates?|registration\s*plates?|"
    r"vehicle\s*(?:reg(?:istration|n)?|plate|no|number|tag)|plates?|veh(?:icle)"
    r"?\.?\s?reg|"
    r"(?:car|vehicle|truck|van|motorcycle|bike|auto|scooter)?\s*reg(?:istration|n|"
    r"d|istered)?|plated|tags?|license tag|lic\.?\s?plate|ambulance|parking "
    r"permit|vrm|vrn)"
)


def _mixed(found: re.Match[str]) -> bool:
    written = found.group("id" if "id" in found.re.groupindex else 0)
    words = re.findall(r"(?<![^\W\d_])[a-z]{2,4}(?![^\W\d_])", written)
    if not found.string.islower() and any(map(is_common, words)):
        return False
    return (
        bool(re.search(r"\d", written) and re.search(r"[A-Za-z]", written)) and len(written) >= 4
    )


def _small_plate(found: re.Match[str]) -> bool:
    """In a text of small letters: letters in short groups, as no words have."""
    groups = re.findall(r"[a-z]+", found.group("id"))
    return found.string.islower() and all(
        len(group) <= 3 and not is_common(group) for group in groups
    )


def _no_term(found: re.Match[str]) -> bool:
    """ "KTR 4418", not "BNP 2172", "PAIN 724" or "LNU 2010"."""
    letters, figures = re.split(r"[- ]", found.group())
    known = is_common(letters) or letters.lower() in word_list("abbreviations")
    return not known and not re.fullmatch(r"(?:19|20)\d\d", figures)


_FORMS = (
    form(_KIND, r"\b(?=[a-hj-npr-z0-9]*\d[a-hj-npr-z0-9]*\d)[a-hj-npr-z0-9]{17}\b", _mixed),
    form(
        _KIND,
        r"\b(?:vin|v\.i\.n\.?|vehicle identification(?: number)?|chassis|frame|engine)"
        rf"(?![a-z]){IS}(?P<id>(?=[a-z0-9]*\d)[a-z0-9][a-z0-9 -]{{3,20}}[a-z0-9])"
        r"(?![a-z0-9])",
    ),
    form(
        _KIND,
        rf"\b{_LABEL}(?![a-z]){IS}(?:[a-z]{{4,14}}\s+(?:plate|tag|reg)?\s*{IS})"
        rf"?(?P<id>{_PLATE})(?!\w)",
        _mixed,
    ),
    form(
        _KIND,
        rf"\b{_LABEL}(?![a-z]){IS}(?:state\s+)"
        rf"?(?P<id>[a-z0-9]{{2,4}}[\s-][a-z0-9]{{2,5}})(?!\w)",
        _mixed,
    ),
    form(
        _KIND,
        rf"\b{_VEHICLE}\b[\s,]*(?:\(|with|bearing|reg(?:istration|n)?|plates?|tag|no|"
        rf"number|licen[cs]e|[:#,.\s])*\s*(?P<id>{_PLATE})(?!\w)",
        lambda found: (
            _mixed(found)
            and (found.group("id").isupper() or _small_plate(found))
            and len(re.findall(r"\d", found.group("id"))) >= 2
        ),
    ),
    form(
        _KIND,
        r"\b(?:plates?|tags?|registration|reg)\b\s*(?:no|number|is|was|:|#)"
        r"*\s*(?P<id>[a-z]{2,4}\s?[-·]?\s?\d{2,5}|"
        r"\d{1,4}[\s-]?[a-z]{2,4}(?:[\s-]?\d{1,4})?)(?!\w)",
        _mixed,
    ),
    form(_KIND, r"\b[a-z]{2}\d{2}\s?[a-hj-pr-z]{3}\b(?<!mm)"),  # Great Britain
    form(
        _KIND,
        r"\b(?:a[nprs]|br|c[gh]|d[dln]|g[aj]|h[pr]|j[hk]|k[al]|l[ad]|m[hlnpz]|nl|"
        r"o[drs]|p[by]|rj|sk|t[nrs]|u[akp]|wb)"
        r"[\s-]?\d{1,2}[\s-]?[a-z]{1,3}[\s-]?\d{4}\b",
    ),  # India
    form(_KIND, r"\b\d[a-z]{3}\d{3}\b"),  # California
    form(_KIND, r"\b(?-i:[A-Z]{3}[- ]\d{4})\b", _no_term),
    form(_KIND, r"\b(?-i:[A-Z]{4}[- ]\d{3})\b", _no_term),  # Ontario
)

_ABOUT = re.compile(
    rf"\b(?:{_VEHICLE}s?|driv(?:es?|er|ers|ing|en)|drove|parked|parking|plates?|tags?|"
    rf"registration|reg|vin|dmv|dvla|"
    r"licen[cs]e|garage|traffic|vehicles|cars|mvc|mva|rta)\b",
    re.IGNORECASE,
)
_NEAR = 60  # characters
_GROUP = (
    r"(?:[A-Z]{1,4}|\d{1,5}|[A-Z]{1,3}\d{1,4}|\d{1,4}[A-Z]{1,3}|[A-Z]\d{1,3}[A-Z]{1,2}|"
    r"\d[A-Z]{2}\d|\d[A-Z]\d)"
)
_SHAPE = re.compile(rf"(?<![\w/.-]){_GROUP}(?:[ \u00b7-]{_GROUP}){{0,2}}(?![\w/%]|[.,-]\d)")
_SPEED = re.compile(r"\d{1,3}\W?(?:MPH|KMH|KPH)")
_LEAST, _MOST = 5, 8  # signs of a plate


def _near_a_vehicle(text: str) -> Iterator[Span]:
    """Groups of capitals and digits of the length of a plate, soon after what drives or parks."""
    written = text.upper() if text.islower() else text
    for about in _ABOUT.finditer(text):
        for found in _SHAPE.finditer(written, about.end(), min(len(text), about.end() + _NEAR)):
            if _is_plate(found.group(), bracketed=written[found.start() - 1] == "("):
                yield Span(found.start(), found.end(), _KIND, 0.6)


def _is_plate(written: str, *, bracketed: bool) -> bool:
    signs = re.sub(r"[^A-Z\d]", "", written)
    letters = re.findall(r"[A-Z]+", written)
    if _SPEED.fullmatch(written):
        return False  # "approx. 40 MPH"
    digits = sum(map(str.isdigit, signs))
    if not (_LEAST <= len(signs) <= _MOST and letters and digits >= 2):
        return False
    return (
        bracketed or digits >= 5 or not any(len(word) > 1 and is_common(word) for word in letters)
    )


def find(text: str) -> Iterator[Span]:
    """Vehicle identification numbers and plates."""
    yield from spans_of(_FORMS, text)
    yield from _near_a_vehicle(text)
