"""Files of rows by their suffix: divided into units, and read by unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from residency.data.raw import Quarantined
from residency.data.sources.fields import Row
from residency.data.sources.folder import SourceFolder
from residency.data.sources.reader import Unit
from residency.data.sources.tables.arrow import arrow_rows, arrow_units
from residency.data.sources.tables.delimited import COMMAS, TABS
from residency.data.sources.tables.format import Broken, Format, Located
from residency.data.sources.tables.json_file import JSON_FILE
from residency.data.sources.tables.lines import BARS, JSON_LINES
from residency.data.sources.tables.parquet import parquet_rows, parquet_units

ROWS_A_UNIT: Final = 2000
Chosen = Callable[[Row], bool]
_FORMATS: Final[Mapping[str, Format]] = {
    ".jsonl": JSON_LINES,
    ".json": JSON_FILE,
    ".csv": COMMAS,
    ".tsv": TABS,
    ".txt": BARS,
}


def table_units(folder: SourceFolder, file: str, chosen: Chosen) -> Iterator[Unit]:
    """Row ranges of one file, each with how many of its rows are chosen."""
    suffix = PurePosixPath(file).suffix
    if suffix == ".parquet":
        yield from parquet_units(folder, file)
    elif suffix == ".arrow":
        yield from arrow_units(folder, file)
    else:
        with folder.open(file) as stream:
            yield from _ranges(file, _FORMATS[suffix].rows(stream, 0), chosen)


def table_rows(
    folder: SourceFolder, unit: Unit, chosen: Chosen
) -> Iterator[tuple[int, Row | Quarantined]]:
    """The chosen rows of one unit by their number in the file, and what is broken among them."""
    suffix = PurePosixPath(unit.file).suffix
    if suffix == ".parquet":
        yield from parquet_rows(folder, unit)
    elif suffix == ".arrow":
        yield from arrow_rows(folder, unit)
    else:
        with folder.open(unit.file) as stream:
            found = _FORMATS[suffix].rows(stream, unit.offset)
            yield from _numbered(unit, found, chosen)


def _ranges(file: str, found: Iterator[Located], chosen: Chosen) -> Iterator[Unit]:
    start = stop = rows = offset = 0
    for stop, located in enumerate(found, 1):
        if stop - start == 1:
            offset = located.offset
        rows += _counts(located.content, chosen)
        if stop - start == ROWS_A_UNIT:
            yield Unit(file, start, stop, rows, offset)
            start, rows = stop, 0
    if stop > start:
        yield Unit(file, start, stop, rows, offset)


def _numbered(
    unit: Unit, found: Iterator[Located], chosen: Chosen
) -> Iterator[tuple[int, Row | Quarantined]]:
    for number, located in enumerate(found, unit.start):
        if unit.stop is not None and number >= unit.stop:
            return
        content = located.content
        if isinstance(content, Broken):
            yield number, Quarantined(unit.file, content.reason, content.detail, row=number)
        elif chosen(content):
            yield number, content


def _counts(content: Row | Broken, chosen: Chosen) -> bool:
    return isinstance(content, Broken) or chosen(content)
