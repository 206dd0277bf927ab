"""The reader of every layout whose samples are rows of files: a layout says what a row means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from residency.data.raw import PassedOver, Quarantined, RawSample
from residency.data.sources.absent import absent
from residency.data.sources.fields import Row
from residency.data.sources.folder import SourceFolder
from residency.data.sources.place import Place
from residency.data.sources.reader import Record, Unit
from residency.data.sources.reasons import Malformed
from residency.data.sources.tables.table import table_rows, table_units


class Layout(Protocol):
    """How one published set lays out its rows."""

    @property
    def expects(self) -> str:
        """The files that the layout has, for the person who named a folder without them."""

    @property
    def below(self) -> tuple[str, ...]:
        """Folders in which its images may lie."""

    def takes(self, name: str) -> bool:
        """Whether a file holds rows."""

    def chosen(self, row: Row) -> bool:
        """Whether the recipe asks for a row; others are no records."""
        return True

    def sample(self, row: Row, place: Place) -> RawSample | PassedOver:
        """The sample of a row, that it is none by the set's own layout, or Malformed."""


@dataclass(frozen=True, slots=True)
class TableReader:
    """Reads the files that a layout takes, row by row.

    `images`: the folder of the images where the recipe names one.
    """

    layout: Layout
    images: str | None = None

    def units(self, folder: SourceFolder) -> Iterator[Unit]:
        found = False
        for entry in folder.files():
            if self.layout.takes(entry.name):
                found = True
                yield from table_units(folder, entry.name, self.layout.chosen)
        if not found:
            raise absent(folder, self.layout.expects)

    def read(self, folder: SourceFolder, unit: Unit) -> Iterator[Record]:
        below = self.layout.below if self.images is None else (self.images,)
        for number, row in table_rows(folder, unit, self.layout.chosen):
            place = Place(folder, unit.file, number, below)
            yield row if isinstance(row, Quarantined) else self._record(row, place)

    def _record(self, row: Row, place: Place) -> Record:
        try:
            return self.layout.sample(row, place)
        except Malformed as wrong:
            return Quarantined(place.file, wrong.reason, wrong.detail, row=place.row)
