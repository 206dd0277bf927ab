"""Vehicles: identification numbers (ISO 3779) and number plates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from residency.data.deid.findings import Span
from residency.data.deid.phrases.form import form, spans_of
from residency.data.deid.phrases.labelled import IS
from residency.data.deid.phrases.words import is_common
from residency.data.deid.safe_harbor import SafeHarbor

_KIND = SafeHarbor.VEHICLE
_VEHICLE = (
    r"(?:car|truck|van|suv|sedan|motor(?:bike|cycle)|bike|scooter|vehicle|"
    r"automobile|auto|lorry|taxi|cab|jeep|pickup|minivan|ambulance|coupe|"
    r"hatchback|wagon|rickshaw|"
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
    return (
        bool(re.search(r"\d", written) and re.search(r"[A-Za-z]", written)) and len(written) >= 4
    )


def _small_plate(found: re.Match[str]) -> bool:
    """In a text of small letters: letters in short groups, as no words have."""
    groups = re.findall(r"[a-z]+", found.group("id"))
    return found.string.islower() and all(
        len(group) <= 3 and not is_common(group) for group in groups
    )


def _digits(found: re.Match[str]) -> bool:
    return len(re.findall(r"\d", found.group())) >= 4


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
    form(_KIND, r"\b(?-i:[A-Z]{3}[- ]\d{4})\b", _digits),
    form(_KIND, r"\b(?-i:[A-Z]{4}[- ]\d{3})\b"),  # Ontario
)


def find(text: str) -> Iterator[Span]:
    """Vehicle identification numbers and plates."""
    yield from spans_of(_FORMS, text)
