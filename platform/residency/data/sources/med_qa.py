"""MedQA-USMLE (Jin et al. 2021): JSON Lines, options by letter, four or five of them."""

from __future__ import annotations

from dataclasses import dataclass

from residency.data.raw import RawSample
from residency.data.sources.fields import Row, mapping, text
from residency.data.sources.multiple_choice import choice_sample
from residency.data.sources.place import Place
from residency.data.sources.reasons import ANSWER_UNKNOWN, Malformed
from residency.data.sources.table_reader import Layout


@dataclass(frozen=True, slots=True)
class MedQa(Layout):
    """`question`, `options` {letter: text}, `answer_idx` (a letter), `answer` (its text)."""

    expects: str = (
        "one question a line in .jsonl files, such as train.jsonl, dev.jsonl, test.jsonl"
    )
    below: tuple[str, ...] = ()

    def takes(self, name: str) -> bool:
        return name.endswith(".jsonl")

    def sample(self, row: Row, place: Place) -> RawSample:
        given = mapping(row.get("options"))
        options = {letter: text(given, letter) for letter in sorted(given)}
        return choice_sample(place, text(row, "question"), options, self._letter(row, options))

    def _letter(self, row: Row, options: Row) -> str:
        if "answer_idx" in row:
            return text(row, "answer_idx")
        answer = text(row, "answer")  # copies of the set name the answer by its text alone
        for letter, option in options.items():
            if answer in (letter, option):
                return letter
        raise Malformed(ANSWER_UNKNOWN)
