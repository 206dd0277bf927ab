"""PathVQA (He et al. 2020): Parquet as the Hugging Face hub has it, or JSON beside its images.

The authors' own archive holds pickles, which are never opened: unpickling runs what is in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from residency.data.prompts import asked, dialogue
from residency.data.raw import RawSample
from residency.data.sample import AnswerType
from residency.data.sources.fields import Row, text
from residency.data.sources.folder import SourceFolder
from residency.data.sources.names import is_image
from residency.data.sources.pictures import picture
from residency.data.sources.place import Place
from residency.data.sources.reader import Record, Unit
from residency.data.sources.table_reader import Layout, TableReader
from residency.errors import DataError


@dataclass(frozen=True, slots=True)
class PathVqa(Layout):
    """`image` (bytes, or a name with or without .jpg), `question`, `answer`."""

    expects: str = "Parquet files, or .json or .jsonl files and a folder of images"
    below: tuple[str, ...] = ("images", "", "images/train", "images/val", "images/test")

    def takes(self, name: str) -> bool:
        return name.endswith((".parquet", ".json", ".jsonl"))

    def sample(self, row: Row, place: Place) -> RawSample:
        question, answer = text(row, "question"), text(row, "answer")
        answer_type: AnswerType = "closed" if answer.lower() in ("yes", "no") else "open"
        image = row.get("image")
        named = isinstance(image, str) and not is_image(image)
        return RawSample(
            key=place.key,
            turns=dialogue(asked(question, answer, answer_type), answer, 1),
            images=(picture(f"{image}.jpg" if named else image, place),),
            kind="question",
            answer=answer,
            answer_type=answer_type,
            split=place.split,
        )


@dataclass(frozen=True, slots=True)
class PathVqaReader:
    """Reads PathVqa, and says what to do about its pickles."""

    table: TableReader

    def units(self, folder: SourceFolder) -> Iterator[Unit]:
        names = [entry.name for entry in folder.files()]
        if any(n.endswith((".pkl", ".pickle")) for n in names) and not any(
            self.table.layout.takes(n) for n in names
        ):
            raise DataError(
                f"{folder.location}: its questions are pickles, which are never opened.",
                "Get the Parquet files of the set, or write the questions as JSON Lines with "
                "image, question and answer.",
            )
        return self.table.units(folder)

    def read(self, folder: SourceFolder, unit: Unit) -> Iterator[Record]:
        return self.table.read(folder, unit)
