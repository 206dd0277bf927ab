"""The first pass of ingest: units of files to rows of records, read where they are de-identified.

What a task holds is one record, and the rows that have not left it yet: at most CHUNK_BYTES.
What it gives is kept in Ray's object store, de-identified, and spills from there to disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any, Final

import pyarrow as pa
import ray.data

from residency.adapters.ray.pace import Teller
from residency.adapters.ray.record_rows import (
    RECORDS_SCHEMA,
    row_of_conversation,
    row_of_dropped,
    row_of_image,
    row_of_lost,
    row_of_tally,
)
from residency.adapters.ray.streams import WithoutContent, expand_tables, keep
from residency.data.deidentified import Deidentified, DeidentifiedSample
from residency.data.pseudonym import TenantKey
from residency.data.sources.folder import SourceFolder
from residency.data.sources.reader import Unit
from residency.data.sources.registry import reader
from residency.prepare.meter import Copies, choose
from residency.prepare.reading import Tally
from residency.prepare.tools import Finders, Tools, rules_of
from residency.prepare.unit import Dropped, Lost, Outcome, Preparation
from residency.spec.dataset import Dataset

CHUNK_BYTES: Final = 8 * 1024 * 1024
CHUNK_ROWS: Final = 1024
_TASK_ROWS = 16  # units of one record that a task reads at once
_MOST_TASKS = 2048


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reading task is told."""

    dataset: Dataset
    folders: tuple[SourceFolder, ...]
    key: TenantKey
    finders: Finders
    seed: int = 0
    copies: Mapping[int, frozenset[int]] = field(default_factory=dict)  # of the recall meter


@dataclass(frozen=True, slots=True)
class Listed:
    """A unit, and the folder that it is in: its number and its location."""

    folder: int
    location: str
    unit: Unit

    @property
    def name(self) -> str:
        """The unit's file, from its location."""
        return f"{self.location}/{self.unit.file}"


def list_units(reading: Reading) -> tuple[Listed, ...]:
    """Everything there is to read, in a stable order.

    Raises:
        DataError: nothing fits.
        ResidencyError: a file could not be listed; without its name, which logs would keep.
    """
    source = reader(reading.dataset.source)
    with WithoutContent():
        return tuple(
            Listed(number, folder.location, unit)
            for number, folder in enumerate(reading.folders)
            for unit in source.units(folder)
        )


def read_units(
    listed: Sequence[Listed], reading: Reading, counter: Any = None
) -> ray.data.Dataset:
    """Rows of RECORDS_SCHEMA of all units, computed once; some records are measured by copies.

    `counter`: the handle of an adapters.ray.pace.Counter that is told how far the tasks are.
    """
    reading = replace(reading, copies=choose([one.unit for one in listed], reading.seed))
    rows = [
        {"number": number, "folder": one.folder, "unit": json.dumps(asdict(one.unit))}
        for number, one in enumerate(listed)
    ]
    dataset: ray.data.Dataset = ray.data.from_items(rows, override_num_blocks=_tasks(listed))
    read = partial(_read, reading=reading, counter=counter)
    return keep(expand_tables(dataset, read, _TASK_ROWS))


def _tasks(listed: Sequence[Listed]) -> int:
    """Small units share a task; one of many rows, or of how many nobody knows, has its own."""
    weight = sum(min(one.unit.rows or _TASK_ROWS, _TASK_ROWS) for one in listed)
    return max(1, min(weight // _TASK_ROWS, len(listed), _MOST_TASKS))


def _read(units: pa.Table, *, reading: Reading, counter: Any) -> Iterator[pa.Table]:
    """Read units one after the other: tables of RECORDS_SCHEMA of bounded size."""
    source, dataset = reader(reading.dataset.source), reading.dataset
    tools = Tools(reading.key, rules_of(dataset), reading.finders)
    preparation = Preparation(source, tools, dataset.filters)
    chunk, teller = _Chunk(), Teller(counter)
    for told in units.to_pylist():
        folder, unit = reading.folders[told["folder"]], Unit(**json.loads(told["unit"]))
        copies = Copies(reading.copies.get(told["number"], frozenset()), reading.seed)
        for outcome in preparation.outcomes(folder, unit, copies):
            chunk.add(_row(told["number"], outcome, dataset.reference))
            teller.count(told["number"], ended=isinstance(outcome, Tally))
            if chunk.full:
                yield chunk.take()
    teller.close()
    yield chunk.take()


class _Chunk:
    """Rows that have not left the task yet."""

    def __init__(self) -> None:
        self._rows: list[Mapping[str, object]] = []
        self._bytes = 0

    def add(self, row: Mapping[str, object]) -> None:
        """Take one more."""
        self._rows.append(row)
        self._bytes += _weight(row)

    @property
    def full(self) -> bool:
        """Whether they should leave."""
        return self._bytes >= CHUNK_BYTES or len(self._rows) >= CHUNK_ROWS

    def take(self) -> pa.Table:
        """All of them, as a table."""
        table = pa.Table.from_pylist(self._rows, schema=RECORDS_SCHEMA)
        self._rows, self._bytes = [], 0
        return table


def _weight(value: object) -> int:
    """Bytes of what a row holds, roughly: its binaries and texts."""
    if isinstance(value, bytes | str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(map(_weight, value.values()))
    return sum(map(_weight, value)) if isinstance(value, list) else 0


def _row(number: int, outcome: Outcome, dataset: str) -> dict[str, object]:
    match outcome:
        case Tally():
            return row_of_tally(number, outcome)
        case Lost():
            return row_of_lost(number, outcome)
        case Dropped():
            return row_of_dropped(number, outcome)
        case Deidentified():
            return row_of_image(number, outcome)
        case DeidentifiedSample():
            return row_of_conversation(number, outcome, dataset)
