"""Hugging Face datasets over Arrow files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext as ready
from pathlib import Path

import datasets
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.peers.batches import micro_batch
from benchmarks.peers.inputs import LENGTH, SIDE
from benchmarks.peers.rows import BATCH, IMAGE, INTEGERS
from residency.train.data import MicroBatch

__all__ = ["ready", "run"]


def run(out: Path) -> Iterator[MicroBatch]:
    """All rows once, in random order, as Arrow."""
    files = [datasets.Dataset.from_file(str(path)) for path in sorted(out.glob("rows*.arrow"))]
    rows = datasets.concatenate_datasets(files).with_format("arrow")
    order = np.random.default_rng(0).permutation(len(rows))
    for start in range(0, len(order), BATCH):
        table = rows[order[start : start + BATCH]]
        yield micro_batch(_integers(table), _pictures(table))


def _integers(table: pa.Table) -> dict[str, NDArray[np.generic]]:
    flat = {name: table.column(name).combine_chunks().flatten() for name in INTEGERS}
    return {name: value.to_numpy().reshape(len(table), LENGTH) for name, value in flat.items()}


def _pictures(table: pa.Table) -> list[NDArray[np.uint8]]:
    """Seen in Arrow's memory: no copy."""
    return [
        np.frombuffer(image.as_buffer(), np.uint8).reshape(3, SIDE, SIDE)
        for image in table.column(IMAGE)
    ]
