"""Postal codes of the United States, Britain, Canada, India and others; coordinates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from residency.data.deid.findings import Span
from residency.data.deid.phrases.form import form, spans_of
from residency.data.deid.phrases.words import phrase_list
from residency.data.deid.safe_harbor import SafeHarbor

_KIND = SafeHarbor.GEOGRAPHY
STATE = (
    r"(?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|"
    r"O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]|PR|ON|QC|BC|AB|MB|SK|N[SBL]|PE|YT|"
    r"NT|NU)"
)
UK_AREA = (
    r"(?:A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|"
    r"H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|"
    r"P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE)"
)
_CODES = (
    form(_KIND, rf"\b(?-i:{STATE})[,.]?\s+\d{{5}}(?:\s?-\s?\d{{4}})?(?!\d)"),
    form(_KIND, rf"(?:,\s*){STATE}[,.]?\s+(?P<id>\d{{5}}(?:\s?-\s?\d{{4}})?)(?!\d)"),
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
        rf"\b{UK_AREA}\d[a-z\d]?[\s-]{{0,2}}\d(?!nd|rd|th|st|hr|ds|yr|wk|am|pm|lb)"
        rf"[abd-hjlnp-uw-z]{{2}}\b",
        lambda found: found.group().isupper() or found.group().islower(),
    ),
    form(
        _KIND,
        r"\b(?:nsw|qld|tas|victoria|queensland|tasmania|(?-i:VIC|WA|SA|ACT|"
        r"NT)),?\s+(?P<id>\d{4})\b(?![.,/-]\d)",
    ),
    form(
        _KIND,
        r"\b(?:eircode|eir\s?code)\s*(?:is|:|=|-)*\s*(?P<id>[a-z]\d[\dw]\s?[a-z\d]{4})\b",
    ),
    form(
        _KIND,
        r"\b(?:cp|plz|cap|codice postale|code postal|codigo postal)\s*[:.-]?\s*(?P<id>\d{4,5})\b",
    ),
    form(_KIND, r"\bgir\s?0aa\b"),
    form(
        _KIND,
        r"\b[abceghj-nprstvxy]\d[abceghj-nprstv-z][\s-]?\d[abceghj-nprstv-z]\d\b",
        lambda found: not re.fullmatch(r"t\d[nm]\d[nm]\d", found.group(), re.I),
    ),
    form(
        _KIND,
        r"\b[^\W\d_]{3,}\)?\.?(?:\s?[-\u2013,]{1,2}\s?|"
        r"\s)(?P<id>[1-8]\d{2}[\s-]?\d{3})(?![\d/-]|[.,]\d)"
        r"(?!\s?(?:mg|cells|patients|people|cases|women|men|copies|units?|iu|per|/|µ|mm|x\b))",
        lambda found: _no_count(found),
    ),
    form(
        _KIND,
        r"\b(?:"
        + "|".join(sorted(re.escape(one) for one in phrase_list("regions") if len(one) > 3))
        + r")\s*[,-]?\s+(?P<id>\d{5,6}(?:-\d{4})?)(?![\d.])",
    ),
    form(_KIND, r"(?<![\d.])-?\d{1,2}\.\d{4,7}\s?°?\s?[ns]?,\s?-?\d{1,3}\.\d{4,7}\s?°?\s?[ew]?\b"),
)


_COUNTED = re.compile(
    r"\b(?:platelets?|plts?|count|wbc|rbc|copies|viral|load|cfu|cost|dollars?|total|population|"
    r"n\s?=?|of|approximately|about|than|over|cpt|loinc|pmid|from|at|to|were|was|with|and|among|"
    r"mrn|record|account|acct|ref|id|no|number)\.?\s*[:=-]?\s*$",
    re.IGNORECASE,
)


def _no_count(found: re.Match[str]) -> bool:
    """Six figures after a word are an Indian code unless something is counted or labelled."""
    before = found.string[max(0, found.start("id") - 24) : found.start("id")]
    return not found.group("id").endswith("000") and _COUNTED.search(before) is None


def find(text: str) -> Iterator[Span]:
    """Codes by their form, by what announces them, and after a town."""
    yield from spans_of(_CODES, text)
