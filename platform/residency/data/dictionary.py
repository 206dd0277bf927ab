"""Text-only samples: the DICOM data dictionary (PS3.6) and the words used in the answers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from pydicom.datadict import DicomDictionary

from residency.data.questions import COUNTS, GREY, WINDOWS
from residency.data.views import PALETTES

_OPTIONS = {
    "Which modality made a picture?": "CT, MR, CR, NM or US",
    "Which plane does a picture show?": "axial, frontal or oblique",
    "Is a picture in colour?": "yes or no",
    "Which palette is a picture shown in?": f"{GREY}, {', '.join(PALETTES)}",
    "How many frames does a picture show?": ", ".join(COUNTS),
    "Is the window narrow, normal or wide?": ", ".join(WINDOWS),
    "Is a picture upright or upside down?": "upright or upside down",
}
_MEANINGS = {
    "CT": "computed tomography", "MR": "magnetic resonance", "CR": "computed radiography",
    "DX": "digital radiography", "NM": "nuclear medicine", "PT": "positron emission tomography",
    "US": "ultrasound",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TextQuestion:
    """A question without a picture. Equal `group`s stay on one side of a split."""

    group: str
    text: str
    answer: str
    splits: bool = True  # False: always in training


def dictionary_questions(entries: int, seed: int) -> Iterator[TextQuestion]:
    """Questions about `entries` standard attributes, chosen by a seeded hash; then the words."""
    for tag in sorted(_standard_tags(), key=lambda t: _draw(seed, t))[:entries]:
        vr, _, name, _, keyword = DicomDictionary[tag]
        number = f"({tag >> 16:04X},{tag & 0xFFFF:04X})"
        yield TextQuestion(keyword, f"What is the value representation of {name}?", vr)
        yield TextQuestion(keyword, f"What is the name of the attribute {number}?", name)
        yield TextQuestion(keyword, f"What is the keyword of {name}?", keyword)
    yield from _words()


def _words() -> Iterator[TextQuestion]:
    for question, options in _OPTIONS.items():
        yield TextQuestion("words", f"What can be answered to: {question}", options, splits=False)
    for code, meaning in _MEANINGS.items():
        yield TextQuestion("words", f"What does the modality {code} mean?", meaning, splits=False)
        yield TextQuestion("words", f"What is the code of {meaning}?", code, splits=False)


def _standard_tags() -> Iterator[int]:
    """Current attributes with one value representation and a name."""
    for tag, (vr, _, name, retired, _) in DicomDictionary.items():
        if not retired and name and len(vr) == 2:
            yield tag


def _draw(seed: int, tag: int) -> str:
    return hashlib.sha256(f"dictionary\0{seed}\0{tag}".encode()).hexdigest()
