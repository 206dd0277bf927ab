"""MedXpertQA (Zuo et al. 2025), text and multimodal: JSON Lines, options A to J.

The multimodal questions repeat their options at the end of the text, which is taken off: options
are put in one wording for all sets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from residency.data.raw import RawSample
from residency.data.sources.fields import Row, attributes, items, mapping, text
from residency.data.sources.multiple_choice import choice_sample
from residency.data.sources.place import Place
from residency.data.sources.reasons import FIELD_WRONG, Malformed
from residency.data.sources.table_reader import Layout

_REPEATED: Final = re.compile(r"\s*\bAnswer Choices:\s*\(A\).*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class MedXpertQa(Layout):
    """`question`, `options` [{letter, content}], `label` [letter], `images` [{image_path}]."""

    expects: str = "one question a line in .jsonl files, and images/ for the multimodal ones"
    below: tuple[str, ...] = ("images", "", "MM/images")

    def takes(self, name: str) -> bool:
        return name.endswith(".jsonl")

    def sample(self, row: Row, place: Place) -> RawSample:
        given = [mapping(option) for option in items(row, "options")]
        options = {text(option, "letter"): text(option, "content") for option in given}
        question = _REPEATED.sub("", text(row, "question"))
        images = tuple(place.image(_name(image)) for image in items(row, "images"))
        sample = choice_sample(place, question, options, _letter(row), images)
        known = attributes(row, task="medical_task", system="body_system")
        return replace(sample, attributes=known)


def _name(image: object) -> str:
    return image if isinstance(image, str) else text(mapping(image), "image_path")


def _letter(row: Row) -> str:
    label = row.get("label")
    if isinstance(label, list):
        if len(label) != 1 or not isinstance(label[0], str):
            raise Malformed(FIELD_WRONG, "not one letter")
        return label[0]
    return text(row, "label")
