"""Writing samples as Parquet: a file a side, rows in the order they come."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

from residency.adapters.ray.sample_rows import SAMPLES_SCHEMA, sample_of
from residency.data.tally import Side, SideCounter
from residency.errors import DataError

SIDES = ("train", "heldout")
PART = "part-00000.parquet"
SHOWN = 16


class SampleFiles:
    """`<folder>/train/` and `<folder>/heldout/`.

    What it keeps in memory does not grow with the samples' content: counts, the ids (8 bytes
    each), and the pictures of SHOWN samples.
    """

    def __init__(self, folder: Path) -> None:
        self._ids: set[int] = set()
        self._shown: list[tuple[int, bytes]] = []
        self._counters = {side: SideCounter() for side in SIDES}
        self._writers: dict[str, pa.parquet.ParquetWriter] = {}
        for side in SIDES:
            (folder / side).mkdir(parents=True, exist_ok=True)
            self._writers[side] = pa.parquet.ParquetWriter(folder / side / PART, SAMPLES_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for writer in self._writers.values():
            writer.close()

    @property
    def written(self) -> int:
        """How many samples there are."""
        return len(self._ids)

    @property
    def pictures(self) -> tuple[bytes, ...]:
        """The first picture (PNG) of the samples with the lowest ids, at most SHOWN."""
        return tuple(picture for _, picture in sorted(self._shown, reverse=True))

    def side(self, name: str) -> Side:
        """What was written to one side."""
        return self._counters[name].side

    def add(self, table: pa.Table) -> None:
        """Append rows of SAMPLES_SCHEMA, each to its side.

        Raises:
            DataError: an id came before. Neither row is named: the ids follow from their keys.
        """
        for row in _light(table):
            self._count(row)
        for side, writer in self._writers.items():
            own = table.filter(pa.compute.equal(table.column("split"), side))
            if own.num_rows:
                writer.write_table(own.select(SAMPLES_SCHEMA.names).cast(SAMPLES_SCHEMA))
        for number in self._worth_showing(table):
            images = table.column("images")[number].as_py()
            entry = (-int(table.column("sample_id")[number].as_py(), 16), images[0])
            (heapq.heappush if len(self._shown) < SHOWN else heapq.heappushpop)(self._shown, entry)

    def _count(self, row: dict[str, object]) -> None:
        sample = sample_of(row)
        known = int(sample.sample_id, 16)
        if known in self._ids:
            raise DataError(
                f"{sample.dataset}: two samples have one id.",
                "Name each row once in the source: ids must be unique in a dataset.",
            )
        self._ids.add(known)
        self._counters[sample.split].add(sample)

    def _worth_showing(self, table: pa.Table) -> Iterator[int]:
        """Numbers of rows with a picture whose ids are lower than those that are shown."""
        counts = pa.compute.list_value_length(table.column("images")).to_pylist()
        ids = table.column("sample_id").to_pylist()
        for number, (own, count) in enumerate(zip(ids, counts, strict=True)):
            if count and (len(self._shown) < SHOWN or -int(own, 16) > self._shown[0][0]):
                yield number


def _light(table: pa.Table) -> Iterator[dict[str, object]]:
    """Rows without their images."""
    for row in table.drop_columns(["images"]).to_pylist():
        yield {**row, "images": ()}
