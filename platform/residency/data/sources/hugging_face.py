"""Folders that Hugging Face `datasets` writes or loads, read without it.

`save_to_disk` (Arrow streams; state.json names those that count, and the split), Parquet files
with their split in their name, and `imagefolder` (metadata.jsonl or .csv with `file_name`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from residency.data.raw import RawSample
from residency.data.sources.arrow_state import arrow_state, current_files
from residency.data.sources.fields import Row, optional
from residency.data.sources.folder import SourceFolder
from residency.data.sources.names import split_word
from residency.data.sources.parquet import NamedColumns
from residency.data.sources.place import Place
from residency.data.sources.reader import Record, Unit
from residency.data.sources.table_reader import Layout, TableReader


@dataclass(frozen=True, slots=True)
class HuggingFace(Layout):
    """Rows of the three kinds of folder."""

    named: NamedColumns
    expects: str = "data-*.arrow and state.json, *.parquet, or metadata.jsonl or .csv"

    @property
    def below(self) -> tuple[str, ...]:
        return self.named.below

    def takes(self, name: str) -> bool:
        last = PurePosixPath(name).name
        return name.endswith((".parquet", ".arrow")) or last in ("metadata.jsonl", "metadata.csv")

    def sample(self, row: Row, place: Place) -> RawSample:
        if "file_name" in row:
            row = {**row, self.named.columns.image: row["file_name"]}
        return self.named.sample(row, place)


@dataclass(frozen=True, slots=True)
class HuggingFaceReader:
    """Reads HuggingFace, heeding the state.json of folders that have one."""

    table: TableReader

    def units(self, folder: SourceFolder) -> Iterator[Unit]:
        for unit in self.table.units(folder):
            state = arrow_state(folder, unit.file)
            if state is None or PurePosixPath(unit.file).name in current_files(state):
                yield unit

    def read(self, folder: SourceFolder, unit: Unit) -> Iterator[Record]:
        state = arrow_state(folder, unit.file)
        split = split_word(optional(state, "_split")) if state else ""
        for record in self.table.read(folder, unit):
            if split and isinstance(record, RawSample):
                yield replace(record, split=split)
            else:
                yield record
