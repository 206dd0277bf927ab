"""Values behind the name of what was measured or scored: in a laboratory, at a bed, by a scan."""

from __future__ import annotations

import re

from residency.data.deid.phrases.figures.row import ALONE, row
from residency.data.deid.phrases.words import phrase_list


def _any_of(name: str) -> str:
    """The phrases of a list as one expression, longest first; space and dash read alike."""
    phrases = sorted(phrase_list(name), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.sub(r"(?:\\ |\\-)", r"[-\\s]?", re.escape(phrase)) for phrase in phrases)


_LINK = (
    r"(?=[\s:=<>(\u2264\u2265~])(?:\s?(?:levels?|counts?|scores?|values?|index|ratio|scale|"
    r"titers?|of|is|was|are|were|at|to|about|around|"
    r"approximately|approx\.?|today|now|on admission|total|up|down|from|above|below|over|under|"
    r"than|"
    r"greater|less|more|equals?|measur(?:es|ed|ing)|remains?|stable)\b|\s?(?:=|:|<|>|\u2264|"
    r"\u2265|~|\u2248|\(|-{1,2}|,(?=\s)))*\s{0,2}"
)
_VALUE = r"(?:[1-9]\d{0,2}(?:,\d{3})?|[1-9]\d{0,4}|0)(?:\.\d{1,3})?|\.\d{1,3}"
_NEXT = r"(?:[1-9]\d{0,3}|0)(?:\.\d{1,3})?|\.\d{1,3}"
_LITTLE = r"(?:\d{1,3}(?:\.\d{1,2})?|\.\d{1,2})"
_MORE = (
    rf"(?:\s?(?:/|to|->|\u2192)\s?-?(?:{_NEXT})|"
    rf"(?:\s?[-\u2013\u2014]\s?-?|\s?(?:,|;|\band\b)\s?)(?:{_LITTLE}(?!\d))|"
    r"(?<=\d\d\d)\s?[-\u2013\u2014]\s?[1-9]\d{3})"
)
_NO_TELEPHONE = r"(?!\d{3}\s?[-\u2013]\s?\d{3}\s?[-\u2013]\s?\d{4})"
_STOP = rf"(?:\s?k)?(?!,\d){ALONE}"

ROWS = (
    row(
        "values in a row",
        r"(?<![^\W_])(?:lytes|electrolytes|bmp|cmp|chem-?\d{0,2}|cbc|abg|vbg|i/o|i&o|"
        r"ins and outs|vitals)(?:\s|\s?[:=]\s?)(?:\d{1,4}(?:\.\d{1,2})?\s?[/<>|,]\s?){1,8}"
        r"\d{1,4}(?:\.\d{1,2})?(?![^\W_]|[-/.]\d)",
        "shorthand of charts",
    ),
    row(
        "stage in Roman figures",
        r"(?<![^\W_])(?:stage|figo|ajcc|class|"
        r"grade)\s[ivx]{1,4}[a-d]?\d?(?![^\W_])",
        "FIGO, AJCC",
    ),
    row(
        "measured",
        rf"(?<![^\W_])(?:{_any_of('measured')})(?:\s?/\s?(?:{_any_of('measured')})){{0,3}}"
        rf"{_LINK}{_NO_TELEPHONE}(?:{_VALUE}){_MORE}{{0,5}}{_STOP}",
        "LOINC's common names; DICOM PS3.6 for scans",
    ),
    row(
        "measured, a short name",
        rf"(?<![^\W_])(?:{_any_of('measured_short')})(?:\s(?:of|is|was|at))?(?:\s|"
        rf"\s?[:=<>~]{{1,2}}\s?)"
        rf"{_LITTLE}(?:\s?[-\u2013/]\s?{_LITTLE})?{_STOP}",
        "charts: one or two letters, and a small value",
    ),
    row(
        "temperature",
        r"(?<![^\W_])(?:temp(?:erature)?|tmax|t)\s?[:=]?\s?(?:9\d|10\d|3[3-9]|4[0-3])(?:\.\d{1,2})?"
        r"\s?\u00b0?\s?[cf](?![^\W_])",
        "degrees Celsius and Fahrenheit of a body",
    ),
    row(
        "graded",
        rf"(?<![^\W_])(?:{_any_of('graded')})(?:\s?(?:of|is|was|score|category|grade|stage|type|"
        rf"class)\b)?[\s:=-]{{1,3}}"
        rf"\d{{1,2}}(?:\.\d)?[a-z]?(?:\s?(?:(?:[/+]|out of|of)\s?\d{{1,3}}|"
        rf"(?:[-\u2013,]|to|and|or)\s?\d{{1,2}})[a-z]?){{0,4}}(?:\s?=\s?\d{{1,2}})?{_STOP}",
        "ACR RADS, AJCC, ISUP, WHO and the like",
    ),
)
