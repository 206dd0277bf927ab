"""Radiology reports: their sections, and the samples that are made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from residency.data.prompts import IMPRESSION, REPORT, dialogue
from residency.data.raw import RawSample
from residency.data.sources.fields import encodable
from residency.data.sources.reasons import SECTION_MISSING, Malformed

FINDINGS: Final = "findings"
IMPRESSION_SECTION: Final = "impression"
_HEADING: Final = re.compile(r"^[ \t]*([A-Z][A-Z /_()]{2,60}?)[ \t]*:", re.MULTILINE)
_MEANS: Final = {
    "FINDINGS": FINDINGS, "FINDING": FINDINGS, "FINDINGS AND IMPRESSION": FINDINGS,
    "FINDINGS/IMPRESSION": FINDINGS, "IMPRESSION": IMPRESSION_SECTION,
    "CONCLUSION": IMPRESSION_SECTION, "SUMMARY": IMPRESSION_SECTION,
}  # fmt: skip


def sections(report: str) -> dict[str, str]:
    """Findings and impression of a report in free text, under headings in capitals."""
    found: dict[str, str] = {}
    marks = list(_HEADING.finditer(report))
    ends = [*(mark.start() for mark in marks), len(report)][1:]
    for mark, end in zip(marks, ends, strict=False):
        name = _MEANS.get(mark[1].strip())
        words = " ".join(report[mark.end() : end].replace("_" * 20, " ").split())
        if name and words:
            found.setdefault(name, encodable(words))
    return found


def report_sample(key: str, said: Mapping[str, str], images: tuple[bytes, ...]) -> RawSample:
    """The report of images; without any, the impression that its findings lead to.

    Malformed where the sections that this takes are missing.
    """
    parts = [said.get(FINDINGS, ""), said.get(IMPRESSION_SECTION, "")]
    if not images:
        return _impression(key, *parts)
    names = ("FINDINGS", "IMPRESSION")
    answer = "\n".join(f"{name}: {part}" for name, part in zip(names, parts, strict=True) if part)
    if not answer:
        raise Malformed(SECTION_MISSING)
    turns = dialogue(REPORT, answer, len(images))
    return RawSample(key, turns, images, kind="report", answer=answer)


def _impression(key: str, findings: str, impression: str) -> RawSample:
    if not findings or not impression:
        raise Malformed(SECTION_MISSING)
    turns = dialogue(f"FINDINGS: {findings}\n{IMPRESSION}", impression)
    return RawSample(key, turns, kind="impression", answer=impression)
