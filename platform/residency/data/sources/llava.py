"""LLaVA's format (Liu et al. 2023): a JSON list or JSON Lines of conversations with images."""

from __future__ import annotations

from dataclasses import dataclass, replace

from residency.data.raw import RawSample
from residency.data.sources.conversations import conversation_sample
from residency.data.sources.fields import Row, items, optional
from residency.data.sources.names import split_word
from residency.data.sources.place import Place
from residency.data.sources.reasons import FIELD_WRONG, Malformed
from residency.data.sources.table_reader import Layout


@dataclass(frozen=True, slots=True)
class Llava(Layout):
    """`conversations` (or `conversatons`, as LLaVA-Med has it), and `image`: a name or several."""

    expects: str = "conversations in .json or .jsonl files, and the images that they name"
    below: tuple[str, ...] = ("images", "")

    def takes(self, name: str) -> bool:
        return name.endswith((".json", ".jsonl"))

    def sample(self, row: Row, place: Place) -> RawSample:
        images = tuple(place.image(name) for name in _names(row))
        turns = items(row, "conversations") or items(row, "conversatons")
        sample = conversation_sample(place.key, turns, images)
        return replace(sample, split=split_word(optional(row, "split")) or place.split)


def _names(row: Row) -> list[str]:
    given = row.get("image") or row.get("images")
    if not given:
        return []
    found = given if isinstance(given, list) else [given]
    names = [name for name in found if isinstance(name, str)]
    if len(names) != len(found):
        raise Malformed(FIELD_WRONG, "image")
    return names
