"""Arrow's record batches as Python's values, row by row where one of them is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyarrow as pa

from residency.data.raw import Quarantined
from residency.data.sources.fields import Row
from residency.data.sources.reasons import ROW_DAMAGED

# ValueError: text that is no UTF-8 (Arrow does not look), a moment that Python has no date for,
# ArrowInvalid. Too little memory is no fault of a row.
_NO_VALUE: Final = (ValueError, OverflowError, pa.ArrowIndexError, pa.ArrowNotImplementedError)


def python_rows(
    batch: pa.RecordBatch, file: str, start: int
) -> Iterator[tuple[int, Row | Quarantined]]:
    """The rows of a batch by their number in `file`, from `start`; what holds no value is told."""
    try:
        rows = batch.to_pylist()
    except _NO_VALUE:
        for number in range(batch.num_rows):
            yield start + number, _python_row(batch.slice(number, 1), file, start + number)
        return
    yield from enumerate(rows, start)


def _python_row(batch: pa.RecordBatch, file: str, number: int) -> Row | Quarantined:
    try:
        row: Row = batch.to_pylist()[0]
    except _NO_VALUE as error:
        return Quarantined(file, ROW_DAMAGED, type(error).__name__, row=number)
    return row
