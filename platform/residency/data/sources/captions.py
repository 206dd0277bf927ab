"""Images with captions: ROCO and ROCOv2 (CSV of ID and Caption), PMC-OA and others (JSON Lines).

Field names differ between the sets (`ID`, `image`, `image_path`; `Caption`, `caption`); the
columns of the recipe come first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from residency.data.prompts import CAPTION, dialogue
from residency.data.raw import RawSample
from residency.data.sources.fields import Row, optional, text
from residency.data.sources.names import is_image, split_word
from residency.data.sources.place import Place
from residency.data.sources.table_reader import Layout
from residency.spec.dataset import Columns

_OTHER_LISTS: Final = ("label", "CUIs", "CUI", "Attribution")
"""Fields of ROCOv2's labels, concepts and licences, which lie beside its captions."""


@dataclass(frozen=True, slots=True)
class Captions(Layout):
    """One image and one caption a row; an id without a suffix names a .jpg file."""

    columns: Columns = field(default_factory=Columns)
    expects: str = "captions in .csv, .tsv or .jsonl files, and the images that they name"
    below: tuple[str, ...] = ("images", "", "train", "valid", "test", "radiology/images")

    def takes(self, name: str) -> bool:
        return name.endswith((".csv", ".tsv", ".jsonl"))

    def chosen(self, row: Row) -> bool:
        captioned = any(name in row for name in (self.columns.caption, "Caption", "caption"))
        return captioned or not any(name in row for name in _OTHER_LISTS)

    def sample(self, row: Row, place: Place) -> RawSample:
        name = text(row, self.columns.image, "image_path", "file_name", "ID", "id", "name")
        caption = text(row, self.columns.caption, "Caption", "caption")
        told = optional(row, self.columns.split, "official_split", "subset")
        return RawSample(
            key=place.key,
            turns=dialogue(CAPTION, caption, 1),
            images=(place.image(name if is_image(name) else f"{name}.jpg"),),
            kind="caption",
            answer=caption,
            patient=optional(row, self.columns.patient),
            study=optional(row, self.columns.study),
            split=split_word(told) or place.split,
        )
