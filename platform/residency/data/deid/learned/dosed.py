"""Words right before a dose are of a drug, whatever they look like: "Toujeo 12 units"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from residency.data.deid.phrases.people import is_announced
from residency.data.deid.phrases.words import is_city, is_eponym, is_name, plain

_DOSE = (
    r"\d{1,4}(?:[.,]\d{1,3})?(?:\s?[-/]\s?\d{1,4}(?:\.\d)?)?\s?(?:mg|mcg|micrograms?|ug|\u00b5g|"
    r"\u03bcg|units?|iu|puffs?|tab(?:let)?s?|caps?(?:ules?)?|drops?|mmol|meq)(?![^\W_])"
)
_DOSED = re.compile(
    rf"(?<![^\W_])(?P<drug>[^\W\d_]{{4,}}(?:-[^\W\d_]+)*)(?P<form>[ ](?:XR|SR|MR|ER|CR|LA|"
    rf"XL|Duo|Forte|Plus|Retard))?\s{_DOSE}",
    re.IGNORECASE,
)
_GIVER = re.compile(
    r"\b(?:(?:by|per|with)\W{1,3}(?:[\w.'\u2019-]+\s){0,2}|"
    r"(?:dr|nurse|sister|sr|rn|mr|mrs|ms|miss|prof|pt|patient|told|advised|asked|gave|give|"
    r"i|twin|baby|bed|witness(?:ed)?|check(?:ed|er)|prescriber|operator|assistant|charge|list|"
    r"handover|register|anaes\w*)(?:\W{1,3}|\W{1,3}\d{1,3}\W{1,3}))$",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"\s+(?:of\s+)?[a-z-]{2,}(?:ol|ide|in|ine|one|pam|am|pril|tan|azole|mycin|cillin|ate|arin|xaban|fen|"
    r"phen)\b"
)
"""The drug behind the dose: "Ogunleye 40 mg furosemide"."""
_FURTHEST = 40  # characters before a word in which that stands


def dosed(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each; no word that a list of names or towns has, none that a person is
    called by: "given by Okoro 5 mg"."""
    for found in _DOSED.finditer(text):
        start = found.start("drug")
        drug = found["drug"]
        if is_name(drug) or is_eponym(drug) or is_city(plain(drug)):
            continue
        if _ANOTHER.match(text, found.end()):
            continue
        if _GIVER.search(text[max(0, start - _FURTHEST) : start]) or is_announced(text, start):
            continue
        yield start, found.end("form") if found["form"] else found.end("drug")
