"""Ray Data over Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import ray.data

from benchmarks.peers.batches import micro_batch
from benchmarks.peers.plain_ray import ready
from benchmarks.peers.rows import BATCH, Columns
from residency.train.data import MicroBatch

__all__ = ["ready", "run"]


def run(out: Path) -> Iterator[MicroBatch]:
    """All rows, file by file."""
    dataset = ray.data.read_parquet(str(out))
    for columns in dataset.iter_batches(batch_size=BATCH, batch_format="numpy"):
        yield micro_batch(cast(Columns, columns))
