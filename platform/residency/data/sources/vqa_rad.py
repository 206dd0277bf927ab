"""VQA-RAD (Lau et al. 2018): the public JSON list, or JSON Lines of its rows.

The set's spellings differ (`CLOSED`, `CLOSED `), and closed answers that are neither yes nor no
are kept as they are. `phrase_type` tells the split: those that begin with test_ are the test set.
"""

from __future__ import annotations

from dataclasses import dataclass

from residency.data.prompts import asked, dialogue
from residency.data.raw import RawSample
from residency.data.sample import AnswerType
from residency.data.sources.fields import Row, attributes, optional, text, word
from residency.data.sources.names import split_word
from residency.data.sources.place import Place
from residency.data.sources.reasons import FIELD_WRONG, Malformed
from residency.data.sources.table_reader import Layout


@dataclass(frozen=True, slots=True)
class VqaRad(Layout):
    """`image_name`, `question`, `answer`, `answer_type`, `image_case_url` (a study)."""

    expects: str = "`VQA_RAD Dataset Public.json` or .jsonl files, and a folder of images"
    below: tuple[str, ...] = ("images", "VQA_RAD Image Folder", "")

    def takes(self, name: str) -> bool:
        return name.endswith((".json", ".jsonl"))

    def chosen(self, row: Row) -> bool:
        return not ("label" in row and "question" not in row)  # a list of labels beside the set

    def sample(self, row: Row, place: Place) -> RawSample:
        question, answer = text(row, "question"), text(row, "answer")
        kind = answer_type(row)
        return RawSample(
            key=place.key,
            turns=dialogue(asked(question, answer, kind), answer, 1),
            images=(place.image(text(row, "image_name")),),
            kind=word(row, "question_type", "question"),
            answer=answer,
            answer_type=kind,
            study=optional(row, "image_case_url"),
            split=_split(row),
            attributes=attributes(row, organ="image_organ"),
        )


def answer_type(row: Row) -> AnswerType:
    """`answer_type` in any spelling. Malformed where it is neither open nor closed."""
    given = text(row, "answer_type").lower()
    if given == "closed":
        return "closed"
    if given == "open":
        return "open"
    raise Malformed(FIELD_WRONG, "answer_type")


def _split(row: Row) -> str:
    if told := split_word(optional(row, "official_split")):
        return told
    return "test" if optional(row, "phrase_type").startswith("test") else "train"
