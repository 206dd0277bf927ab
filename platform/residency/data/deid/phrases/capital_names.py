"""Names in capitals where a patient is written about: "OKOYE stable", "message left for PHAN"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from residency.data.deid.findings import Span
from residency.data.deid.phrases.name_runs import is_flat
from residency.data.deid.phrases.words import is_common, is_eponym, plain, word_list
from residency.data.deid.safe_harbor import SafeHarbor

_SURE = 1.0  # what a name scores that something announces
_WHO = r"(?P<id>[A-Z]{4,14}(?:[-'\u2019][A-Z]{2,14})?)"
_DOES = re.compile(
    rf"(?<![\w-]){_WHO}(?=\s(?i:stable|settled|slept|seen|reviewed|called|phoned|rang|complain\w*|"
    r"refus\w+|admitted|discharged|transferred|awaiting|consented|declined|ok|home|"
    r"for (?:ct|mri|theatre|home|discharge|transfer)|to (?:review|follow|go|theatre|home|icu)|"
    r"was (?:seen|called|reviewed|moved))\b)"
)
_REACHED = re.compile(
    r"\b(?i:message (?:left )?for|left (?:a )?message for|transfer|d/w|discussed with|"
    r"spoke (?:to|with)|seen with|(?:mum|dad|mother|father|son|daughter|wife|husband)\s?\()"
    rf"\s*{_WHO}(?![\w-])"
)


def find(text: str) -> Iterator[Span]:
    """Words of capitals alone that no list of terms or abbreviations has, in mixed text."""
    if is_flat(text):
        return
    for pattern in (_DOES, _REACHED):
        for found in pattern.finditer(text):
            if not _is_term(found["id"]):
                yield Span(found.start("id"), found.end("id"), SafeHarbor.NAME, _SURE)


def _is_term(written: str) -> bool:
    bare = plain(written)
    known = bare in word_list("abbreviations") or bare in word_list("figured_words")
    return known or is_common(written) or is_eponym(written)
