"""VQA-Med 2019 (Ben Abacha et al.): fields between bars, three or four of them.

`image|question|answer` in the training and validation sets, `image|category|question|answer` in
the test set. `#` separates alternative answers: the first is trained on, and each is
right in an evaluation.
Beside `All_QA_Pairs_train.txt` stand lists of its images, and below QAPairsByCategory its rows
once more; beside the test set, its questions without answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from residency.data.prompts import asked, dialogue
from residency.data.raw import RawSample
from residency.data.sample import AnswerType
from residency.data.sources.fields import Row, text, word
from residency.data.sources.names import is_image
from residency.data.sources.place import Place
from residency.data.sources.reasons import FIELD_MISSING, ROW_DAMAGED, Malformed
from residency.data.sources.table_reader import Layout

_OTHERS: Final = re.compile(r"readme|image_?ids\.txt$|_questions\.txt$|(^|/)qapairsbycategory/")


@dataclass(frozen=True, slots=True)
class VqaMed(Layout):
    """Text files whose rows name an image without its suffix."""

    expects: str = "text files of image|question|answer rows, and a folder of .jpg images"
    below: tuple[str, ...] = (
        "images", "", "Train_images", "Val_images", "VQAMed2019_Test_Images",
    )  # fmt: skip

    def takes(self, name: str) -> bool:
        return name.endswith(".txt") and not _OTHERS.search(name.lower())

    def sample(self, row: Row, place: Place) -> RawSample:
        if len(row) not in (3, 4):
            raise Malformed(ROW_DAMAGED, f"{len(row)} fields")
        first, *category, question, answers = (text(row, name) for name in row)
        answer, *others = [one.strip() for one in answers.split("#") if one.strip()] or [""]
        if not answer:
            raise Malformed(FIELD_MISSING)
        answer_type: AnswerType = "closed" if answer.lower() in ("yes", "no") else "open"
        return RawSample(
            key=place.key,
            turns=dialogue(asked(question, answer, answer_type), answer, 1),
            images=(place.image(first if is_image(first) else f"{first}.jpg"),),
            kind=word({"category": category[0]}, "category", "") if category else "question",
            answer=answer,
            answer_type=answer_type,
            split=place.split,
            alternatives=tuple(others),
        )
