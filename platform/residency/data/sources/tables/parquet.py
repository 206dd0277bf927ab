"""Parquet files: one unit a row group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from residency.data.raw import Quarantined
from residency.data.sources.fields import Row
from residency.data.sources.folder import SourceFolder
from residency.data.sources.reader import Unit
from residency.data.sources.reasons import FILE_DAMAGED
from residency.data.sources.tables.python_rows import python_rows
from residency.data.sources.tables.watched import Damaged, watched

_BATCH: Final = 16  # rows that are held at once, with their images
_BUFFER: Final = 1 << 20  # bytes


def parquet_units(folder: SourceFolder, file: str) -> Iterator[Unit]:
    """One unit a row group; a damaged file is one unit of one row, which is quarantined."""
    try:
        with watched(folder, file) as stream:
            metadata = _open(stream).metadata
            rows = [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)]
    except Damaged:
        yield Unit(file, stop=1, rows=1)
        return
    start = 0
    for group, count in enumerate(rows):
        yield Unit(file, start, start + count, count, offset=group)
        start += count


def parquet_rows(folder: SourceFolder, unit: Unit) -> Iterator[tuple[int, Row | Quarantined]]:
    """The rows of one unit by number; `offset` is the number of its row group.

    Rows behind a damaged place are quarantined one by one.
    """
    number = unit.start
    try:
        with watched(folder, unit.file) as stream:
            for batch in _batches(_open(stream), unit.offset):
                yield from python_rows(batch, unit.file, number)
                number += batch.num_rows
    except Damaged as error:
        for lost in range(number, unit.stop or number + 1):
            yield lost, Quarantined(unit.file, FILE_DAMAGED, str(error), row=lost)


def _open(stream: pa.PythonFile) -> pq.ParquetFile:
    return pq.ParquetFile(stream, buffer_size=_BUFFER, pre_buffer=False)


def _batches(file: pq.ParquetFile, group: int) -> Iterator[pa.RecordBatch]:
    found: Iterator[pa.RecordBatch] = file.iter_batches(
        _BATCH, row_groups=[group], use_threads=False
    )
    return found
