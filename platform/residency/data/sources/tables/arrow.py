"""Streams of Arrow record batches, as Hugging Face `datasets` saves them: one unit a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyarrow as pa

from residency.data.raw import Quarantined
from residency.data.sources.fields import Row
from residency.data.sources.folder import SourceFolder
from residency.data.sources.reader import Unit
from residency.data.sources.reasons import CUT_SHORT
from residency.data.sources.tables.python_rows import python_rows
from residency.data.sources.tables.watched import Damaged, watched

_BATCH: Final = 16  # rows that are made into Python values at once


def arrow_units(folder: SourceFolder, file: str) -> Iterator[Unit]:
    """One unit: a stream can only be read from its beginning."""
    rows = 0
    try:
        for batch in _batches(folder, file):
            rows += batch.num_rows
    except Damaged:
        rows += 1
    yield Unit(file, rows=rows)


def arrow_rows(folder: SourceFolder, unit: Unit) -> Iterator[tuple[int, Row | Quarantined]]:
    """The rows of one file by number; one row stands for what is behind a damaged place."""
    number = 0
    try:
        for batch in _batches(folder, unit.file):
            for start in range(0, batch.num_rows, _BATCH):
                yield from python_rows(batch.slice(start, _BATCH), unit.file, number + start)
            number += batch.num_rows
    except Damaged as error:
        yield number, Quarantined(unit.file, CUT_SHORT, str(error), row=number)


def _batches(folder: SourceFolder, file: str) -> Iterator[pa.RecordBatch]:
    with watched(folder, file) as stream:
        yield from pa.ipc.open_stream(stream)
