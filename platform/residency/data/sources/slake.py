"""SLAKE (Liu et al. 2021): train.json, validate.json and test.json in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass

from residency.data.prompts import asked, dialogue
from residency.data.raw import PassedOver, RawSample
from residency.data.sources.fields import Row, attributes, text, word
from residency.data.sources.place import Place
from residency.data.sources.reasons import OTHER_LANGUAGE
from residency.data.sources.table_reader import Layout
from residency.data.sources.vqa_rad import answer_type


@dataclass(frozen=True, slots=True)
class Slake(Layout):
    """`img_name`, `question`, `answer`, `answer_type`, `q_lang`."""

    language: str = "en"
    expects: str = "train.json, validate.json and test.json (or .jsonl), and imgs/"
    below: tuple[str, ...] = ("imgs", "images", "")

    def takes(self, name: str) -> bool:
        # Beside the questions stand detection.json and others in the folders of the images.
        return name.endswith((".json", ".jsonl")) and "xmlab" not in name

    def sample(self, row: Row, place: Place) -> RawSample | PassedOver:
        if row.get("q_lang", self.language) != self.language:
            return PassedOver(place.file, OTHER_LANGUAGE, place.row)
        question, answer = text(row, "question"), text(row, "answer")
        kind = answer_type(row)
        return RawSample(
            key=place.key,
            turns=dialogue(asked(question, answer, kind), answer, 1),
            images=(place.image(text(row, "img_name")),),
            kind=word(row, "content_type", "question"),
            answer=answer,
            answer_type=kind,
            split=place.split,
            attributes=attributes(row, modality="modality", organ="location"),
        )
