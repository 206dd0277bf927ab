"""Parquet files of no published layout, whose columns the recipe names."""

from __future__ import annotations

from dataclasses import dataclass, field

from residency.data.raw import RawSample
from residency.data.sources.columns import column_sample
from residency.data.sources.fields import Row, items
from residency.data.sources.pictures import picture
from residency.data.sources.place import Place
from residency.data.sources.table_reader import Layout
from residency.spec.dataset import Columns


@dataclass(frozen=True, slots=True)
class NamedColumns(Layout):
    """One sample a row; an image is bytes, a name, or both."""

    columns: Columns = field(default_factory=Columns)
    expects: str = "Parquet files"
    below: tuple[str, ...] = ("", "images")

    def takes(self, name: str) -> bool:
        return name.endswith(".parquet")

    def sample(self, row: Row, place: Place) -> RawSample:
        return column_sample(row, self.columns, place, self._images(row, place))

    def _images(self, row: Row, place: Place) -> tuple[bytes, ...]:
        given = list(items(row, self.columns.images)) or [row.get(self.columns.image)]
        return tuple(picture(one, place) for one in given if one is not None and one != "")
