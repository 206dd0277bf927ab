"""Writing samples as Parquet: a file a side, rows in the order they come."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

from residency.adapters.ray.sample_rows import SAMPLES_SCHEMA, sample_of
from residency.data.sample import Sample

SIDES = ("train", "heldout")
PART = "part-00000.parquet"


class SampleFiles:
    """`<folder>/train/` and `<folder>/heldout/`; remembers each sample without its images."""

    def __init__(self, folder: Path) -> None:
        self.outlines: list[Sample] = []
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

    def add(self, table: pa.Table) -> None:
        """Append rows of SAMPLES_SCHEMA, each to its side."""
        for side, writer in self._writers.items():
            own = table.filter(pa.compute.equal(table.column("split"), side))
            if own.num_rows:
                writer.write_table(own.select(SAMPLES_SCHEMA.names).cast(SAMPLES_SCHEMA))
        without = table.drop_columns(["images"]).to_pylist()
        self.outlines += [sample_of({**row, "images": ()}) for row in without]
