"""PubMedQA PQA-L (Jin et al. 2019): yes, no or maybe, with the abstract as context.

The authors' ori_pqal.json is one object of rows by id, the rest are JSON Lines. The ids in
test_ground_truth.json, where that lies beside the questions, are the test set.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from residency.data.prompts import YES_NO_MAYBE, dialogue
from residency.data.raw import RawSample
from residency.data.sources.fields import Row, items, optional, text
from residency.data.sources.folder import SourceFolder
from residency.data.sources.names import split_word
from residency.data.sources.place import Place
from residency.data.sources.pub_med_qa_split import TEST_IDS, test_ids
from residency.data.sources.reader import Record, Unit
from residency.data.sources.reasons import ANSWER_UNKNOWN, Malformed
from residency.data.sources.table_reader import Layout, TableReader
from residency.data.sources.tables.json_object import ID

_ANSWERS: Final = frozenset({"yes", "no", "maybe"})


@dataclass(frozen=True, slots=True)
class PubMedQa(Layout):
    """`QUESTION`, `CONTEXTS`, `final_decision`, and the id (`pmid`, or the object's key)."""

    test_ids: frozenset[str] | None = None  # None: the set names no test ids
    expects: str = "ori_pqal.json (or .jsonl), and test_ground_truth.json for the split"
    below: tuple[str, ...] = ()

    def takes(self, name: str) -> bool:
        return name.endswith((".json", ".jsonl")) and not name.endswith(TEST_IDS)

    def sample(self, row: Row, place: Place) -> RawSample:
        answer = text(row, "final_decision").lower()
        if answer not in _ANSWERS:
            raise Malformed(ANSWER_UNKNOWN)
        contexts = [text({"": context}, "") for context in items(row, "CONTEXTS")]
        prompt = "\n".join((*contexts, text(row, "QUESTION"), YES_NO_MAYBE))
        return RawSample(
            key=place.key,
            turns=dialogue(prompt, answer),
            kind="decision",
            answer=answer,
            answer_type="closed",
            split=self._split(row) or place.split,
        )

    def _split(self, row: Row) -> str:
        told = split_word(optional(row, "official_split"))
        if told or self.test_ids is None:
            return told
        name = optional(row, "pmid", ID)  # without one nobody knows: it may be of the test set
        return "" if not name else "test" if name in self.test_ids else "train"


@dataclass(frozen=True, slots=True)
class PubMedQaReader:
    """Reads the rows of PubMedQa with the split that lies beside them."""

    def units(self, folder: SourceFolder) -> Iterator[Unit]:
        return TableReader(PubMedQa()).units(folder)

    def read(self, folder: SourceFolder, unit: Unit) -> Iterator[Record]:
        beside = PurePosixPath(unit.file).parent / TEST_IDS
        layout = replace(PubMedQa(), test_ids=test_ids(folder, beside.as_posix()))
        yield from TableReader(layout).read(folder, unit)
