"""Headings of radiology reports: those whose sections are taken, and those that only end one.

Any other heading in capitals ("LUNGS:", "NOTE:") belongs to the section that it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

FINDINGS: Final = "findings"
IMPRESSION_SECTION: Final = "impression"

_HEADING: Final = re.compile(r"^[ \t]*([A-Z][A-Z /_(),]{2,60}?)[ \t]*:", re.MULTILINE)
_MEANS: Final = {
    "FINDING": FINDINGS, "FINDINGS AND IMPRESSION": FINDINGS, "FINDINGS/IMPRESSION": FINDINGS,
    "FINDINGS, IMPRESSION": FINDINGS, "IMPRESSION": IMPRESSION_SECTION,
    "CONCLUSION": IMPRESSION_SECTION, "SUMMARY": IMPRESSION_SECTION,
}  # fmt: skip
_OTHERS: Final = frozenset({
    "ADDENDUM", "APPROVED BY", "ATTENDING", "ATTENDING PHYSICIAN", "CLINICAL DATA",
    "CLINICAL HISTORY", "CLINICAL INDICATION", "CLINICAL INFORMATION", "COMMUNICATION",
    "COMPARISON", "COMPARISON STUDY", "CONTRAST", "DATE", "DICTATED BY", "DOSE",
    "ELECTRONICALLY SIGNED BY", "EXAM", "EXAMINATION", "FINAL REPORT", "HISTORY", "INDICATION",
    "INFORMATION", "MEDICAL HISTORY", "NOTIFICATION", "PATIENT HISTORY", "PRELIMINARY REPORT",
    "PROCEDURE", "RADIOLOGIST", "READ BY", "REASON FOR EXAM", "REASON FOR EXAMINATION",
    "REASON FOR STUDY", "REASON FOR THE EXAM", "REASON FOR THIS EXAM",
    "REASON FOR THIS EXAMINATION", "RECOMMENDATION", "REFERENCE EXAM", "REPORT", "REPORTED BY",
    "RESIDENT", "SIGNED BY", "STUDIES", "STUDY", "TECHNIQUE", "TYPE OF EXAM",
    "TYPE OF EXAMINATION", "VIEW", "WET READ",
})  # fmt: skip


def known_headings(report: str) -> Iterator[tuple[str, int, int]]:
    """The section that each known heading begins (empty for another), its start and its end."""
    for mark in _HEADING.finditer(report):
        name = mark[1].strip()
        one = re.sub(r"\(S\)$|S$", "", name)  # INDICATIONS, NOTIFICATION(S)
        section = _MEANS.get(name) or _MEANS.get(one, "")
        if section or name in _OTHERS or one in _OTHERS:
            yield section, mark.start(), mark.end()
