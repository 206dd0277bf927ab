"""Radiology reports: their sections, and the samples that are made of them."""

from __future__ import annotations

from collections.abc import Mapping

from residency.data.prompts import IMPRESSION, REPORT, dialogue
from residency.data.raw import RawSample
from residency.data.sources.fields import encodable
from residency.data.sources.reasons import SECTION_MISSING, Malformed
from residency.data.sources.report_headings import FINDINGS, IMPRESSION_SECTION, known_headings


def sections(report: str) -> dict[str, str]:
    """Findings and impression of a report in free text, under headings in capitals.

    A section reaches to the next heading that is known: one of an organ within the findings is
    part of them. Of two sections of one name the first that says something counts.
    """
    found: dict[str, str] = {}
    marks = list(known_headings(report))
    ends = [*(start for _, start, _ in marks), len(report)][1:]
    for (name, _, begin), end in zip(marks, ends, strict=False):
        words = " ".join(report[begin:end].replace("_" * 20, " ").split())
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
