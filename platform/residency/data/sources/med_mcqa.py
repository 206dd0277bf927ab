"""MedMCQA (Pal et al. 2022): JSON Lines (named .json) or Parquet, `opa` to `opd` and `cop`.

The authors publish no answers of their test set, whose rows are passed over: a copy of the whole
set can be read as it is.

`cop` counts from 1 in the authors' files: in the 3,298 rows of dev.jsonl that were looked at it
is 1 to 4, and in all 607 whose explanation names a letter that letter is the cop-th. The Parquet
copy of the Hugging Face hub counts from 0, and has -1 where the answer is not published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from residency.data.raw import PassedOver, RawSample
from residency.data.sources.fields import Row, text
from residency.data.sources.multiple_choice import choice_sample, lettered
from residency.data.sources.place import Place
from residency.data.sources.reasons import ANSWER_UNKNOWN, FIELD_WRONG, UNLABELLED, Malformed
from residency.data.sources.table_reader import Layout

_NO_ANSWER: Final = (None, -1)
_OPTIONS: Final = ("opa", "opb", "opc", "opd")


@dataclass(frozen=True, slots=True)
class MedMcqa(Layout):
    """`question`, four options, and the number of the right one."""

    expects: str = "one question a row in .json, .jsonl or .parquet files (train, dev)"
    below: tuple[str, ...] = ()

    def takes(self, name: str) -> bool:
        return name.endswith((".json", ".jsonl", ".parquet"))

    def sample(self, row: Row, place: Place) -> RawSample | PassedOver:
        number = row.get("cop")
        if place.split == "test" and number in _NO_ANSWER:
            return PassedOver(place.file, UNLABELLED, place.row)
        if isinstance(number, bool) or not isinstance(number, int):
            raise Malformed(FIELD_WRONG, type(number).__name__)
        options = lettered([text(row, name) for name in _OPTIONS])
        index = number - (0 if place.file.endswith(".parquet") else 1)
        if not 0 <= index < len(options):
            raise Malformed(ANSWER_UNKNOWN)
        return choice_sample(place, text(row, "question"), options, list(options)[index])
