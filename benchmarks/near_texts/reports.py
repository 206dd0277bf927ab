"""Invented radiology reports, each a function of its number, some of them copies with edits."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

PLANTED = 0.05  # share of rows that are an edited copy of an earlier one
EDITS = 2  # words of a copy that differ, at most

_PARTS: Final = (
    "lung lobe pleura mediastinum heart aorta diaphragm rib vertebra liver spleen kidney "
    "pancreas bladder hip femur tibia shoulder skull orbit sinus thyroid trachea oesophagus"
)
_FINDINGS: Final = (
    "opacity nodule effusion fracture mass cyst lesion stenosis dilatation thickening "
    "calcification oedema atrophy haemorrhage infiltrate consolidation atelectasis embolus "
    "aneurysm hernia"
)
_WORDS: Final = (
    "mild moderate severe small large focal diffuse stable new unchanged increased decreased "
    "bilateral left right upper lower anterior posterior lateral medial chronic acute subtle "
    "irregular smooth well ill defined enhancing low high density signal intensity contrast"
)
_FORMS: Final = (
    "there is {w} {w} {f} of the {p} measuring {n} mm",
    "the {p} shows {w} {f} with {w} margins and {w} {w} change",
    "no evidence of {f} in the {w} {p} compared with the study of {n} days before",
    "{w} {f} adjacent to the {p} is {w} in comparison with prior imaging",
    "the {p} and {p} are {w} without {f} or {f}",
    "impression {w} {f} at the {w} {p} follow up in {n} weeks is advised",
)


def reports(first: int, count: int) -> Iterator[str]:
    """Rows [first, first + count)."""
    for row in range(first, first + count):
        source = original(row)
        text = _report(row if source is None else source)
        yield text if source is None else _edited(text, row)


def original(row: int) -> int | None:
    """The earlier row that a row is a copy of; None where it is its own."""
    chance = random.Random(f"plant {row}")
    if row == 0 or chance.random() >= PLANTED:
        return None
    source = chance.randrange(row)
    return source if original(source) is None else None


def _report(row: int) -> str:
    chance = random.Random(row)
    parts, findings, words = _PARTS.split(), _FINDINGS.split(), _WORDS.split()
    return ". ".join(_sentence(chance, parts, findings, words) for _ in range(6)) + "."


def _sentence(
    chance: random.Random, parts: list[str], findings: list[str], words: list[str]
) -> str:
    form = chance.choice(_FORMS)
    for mark, choices in (("{w}", words), ("{f}", findings), ("{p}", parts)):
        while mark in form:
            form = form.replace(mark, chance.choice(choices), 1)
    return form.replace("{n}", str(chance.randrange(2, 200)))


def _edited(text: str, row: int) -> str:
    """The text in capitals or not, with a word or two of it replaced."""
    chance = random.Random(f"edit {row}")
    words = text.split()
    for _ in range(chance.randint(0, EDITS)):
        words[chance.randrange(len(words))] = chance.choice(_WORDS.split())
    changed = " ".join(words)
    return changed.upper() if chance.random() < 0.5 else changed
