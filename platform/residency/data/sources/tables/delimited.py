"""CSV (RFC 4180) and tab-separated text whose first row names the fields."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from residency.data.sources.reasons import ROW_DAMAGED
from residency.data.sources.tables.format import Broken, Located
from residency.data.sources.tables.lines import lines


@dataclass(frozen=True, slots=True)
class Delimited:
    """Rows as mappings from the names of the first row; quoted fields may hold line ends."""

    delimiter: str

    def rows(self, stream: BinaryIO, offset: int) -> Iterator[Located]:
        header = _Lines(stream, 0)
        try:
            names = next(csv.reader(header, delimiter=self.delimiter), [])
        except csv.Error as error:
            yield Located(0, Broken(ROW_DAMAGED, type(error).__name__))
            return
        yield from self._body(names, _Lines(stream, offset or header.offset))

    def _body(self, names: list[str], body: _Lines) -> Iterator[Located]:
        reader = csv.reader(body, delimiter=self.delimiter)
        while True:
            begin = body.offset
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Located(begin, Broken(ROW_DAMAGED, type(error).__name__))
                continue
            if cells:
                yield Located(begin, _row(names, cells))


def _row(names: list[str], cells: list[str]) -> dict[str, object] | Broken:
    if len(cells) != len(names):
        return Broken(ROW_DAMAGED, f"{len(cells)} fields, {len(names)} names")
    return dict(zip(names, cells, strict=True))


class _Lines:
    """Lines as text, one at a time, so that `offset` is always where the next row begins."""

    def __init__(self, stream: BinaryIO, offset: int) -> None:
        self.offset = offset
        self.found = lines(stream, offset)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        begin, self.offset, line = next(self.found)
        if isinstance(line, Broken):
            raise csv.Error(line.reason)
        # Bytes that are no UTF-8 are found out where a field is used.
        return line.decode("utf-8-sig" if begin == 0 else "utf-8", "surrogateescape")


COMMAS: Final = Delimited(",")
TABS: Final = Delimited("\t")
