"""Plain Ray Data: read_parquet, map_batches, write_parquet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import ray.data
from numpy.typing import NDArray

from benchmarks.peers.inputs import Inputs
from benchmarks.peers.plain_ray import ready
from benchmarks.peers.rows import BATCH, prepare_row, stack

__all__ = ["ready", "run"]


def run(inputs: Inputs, out: Path) -> Iterator[None]:
    """Rows to Parquet, not compressed."""
    prepared(inputs).write_parquet(str(out), compression="none")
    yield


def prepared(inputs: Inputs) -> ray.data.Dataset:
    """The rows, not computed yet."""
    samples = ray.data.read_parquet(inputs.parts, columns=["turns", "images"])
    function = partial(_rows, tokenizer=inputs.tokenizer)
    rows: ray.data.Dataset = samples.map_batches(
        function, batch_size=BATCH, batch_format="pyarrow"
    )
    return rows


def _rows(batch: pa.Table, *, tokenizer: Path) -> dict[str, NDArray[np.generic]]:
    return stack(
        prepare_row(row["images"][0], row["turns"], tokenizer) for row in batch.to_pylist()
    )
