"""Footprints of the samples of a folder, made by tasks and kept in Ray's object store.

A task reads one part of a Parquet file, some 20,000 rows or 256 MB of what it needs of them. No
picture is decoded, nor read: ingest wrote its digest and its hash beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet
import ray

from residency.adapters.ray.near_duplicates import BLOCK, in_turns
from residency.adapters.ray.streams import TASK_CPUS, ours_as_ours
from residency.data.curation.footprint import Footprint, Seen, long_text, make_footprint
from residency.data.sample import Turn
from residency.errors import DataError

_COLUMNS: Final = ["sample_id", "patient", "study", "turns", "image_digests", "image_hashes"]
_BYTES: Final = 256 * 1024 * 1024
_BATCH: Final = 256


@dataclass(frozen=True, slots=True)
class Part:
    """Some row groups of a Parquet file of samples."""

    file: str
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FootprintBlock:
    """The footprints of one part, and its long texts, in the object store."""

    rows: int
    long: int
    footprints: ray.ObjectRef[Sequence[Footprint]]
    texts: ray.ObjectRef[pa.Array]  # strings: one a sample; null where the text is short


def footprint_blocks(folder: Path, least_words: int) -> list[FootprintBlock]:
    """The footprints of all samples of a folder, in the order of its files.

    Raises:
        DataError: a sample has a picture without a digest: it could not be found in a benchmark.
    """
    parts = [part for file in sorted(folder.rglob("*.parquet")) for part in _parts(file)]
    made = in_turns(partial(_read.remote, part, least_words) for part in parts)
    with ours_as_ours():
        counts = ray.get([refs[0] for refs in made])
    return [
        FootprintBlock(rows, long, refs[1], refs[2])
        for (rows, long), refs in zip(counts, made, strict=True)
    ]


def _parts(file: Path) -> Iterator[Part]:
    """A file's row groups, as many together as a task takes."""
    metadata = pa.parquet.ParquetFile(file).metadata
    groups, rows, size = list[int](), 0, 0
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        own = _bytes_read(group)
        if groups and (rows + group.num_rows > BLOCK or size + own > _BYTES):
            yield Part(str(file), tuple(groups))
            groups, rows, size = [], 0, 0
        groups.append(number)
        rows, size = rows + group.num_rows, size + own
    if groups:
        yield Part(str(file), tuple(groups))


def _bytes_read(group: pa.parquet.RowGroupMetaData) -> int:
    """Bytes of the columns that are read of a row group, unpacked."""
    columns = map(group.column, range(group.num_columns))
    return sum(
        column.total_uncompressed_size
        for column in columns
        if column.path_in_schema.partition(".")[0] in _COLUMNS
    )


@ray.remote(num_cpus=TASK_CPUS, num_returns=3)
def _read(
    part: Part, least_words: int
) -> Iterator[tuple[int, int] | Sequence[Footprint] | pa.Array]:
    """(rows, long texts), the footprints, the texts."""
    footprints, texts = list[Footprint](), list[str | None]()
    for row in _rows(part):
        turns = [Turn(**turn) for turn in json.loads(row["turns"])]
        seen = _seen(row, turns)
        footprints.append(
            make_footprint(row["sample_id"], turns, seen, row["patient"], row["study"])
        )
        texts.append(long_text(turns, least_words))
    yield len(footprints), sum(text is not None for text in texts)
    yield footprints
    yield pa.array(texts, pa.large_string())


def _rows(part: Part) -> Iterator[Mapping[str, Any]]:
    with pa.parquet.ParquetFile(part.file) as file:
        batches: Iterable[pa.RecordBatch] = file.iter_batches(
            batch_size=_BATCH, row_groups=list(part.groups), columns=_COLUMNS
        )
        for batch in batches:
            yield from batch.to_pylist()


def _seen(row: Mapping[str, Any], turns: Sequence[Turn]) -> Seen:
    seen = Seen(tuple(row["image_digests"]), tuple(row["image_hashes"]))
    pictures = sum(turn.images for turn in turns)
    if not pictures == len(seen.digests) == len(seen.hashes):
        raise DataError(
            f"A sample has {pictures} pictures, {len(seen.digests)} digests and "
            f"{len(seen.hashes)} hashes.",
            "Ingest its dataset again: samples have one of each a picture.",
        )
    return seen
