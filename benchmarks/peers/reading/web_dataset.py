"""webdataset: two workers over tar files of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext as ready
from pathlib import Path
from typing import Any

import webdataset

from benchmarks.peers.batches import micro_batch
from benchmarks.peers.rows import BATCH, IMAGE, INTEGERS, Columns, stack
from residency.train.data import MicroBatch

__all__ = ["ready", "run"]

WORKERS = 2


def run(out: Path) -> Iterator[MicroBatch]:
    """All rows, file by file, two files side by side."""
    files = sorted(map(str, out.glob("*.tar")))
    rows = webdataset.WebDataset(files, shardshuffle=False).decode().map(_named)
    batches = rows.batched(BATCH, collation_fn=_collated)
    yield from webdataset.WebLoader(batches, batch_size=None, num_workers=WORKERS)


def _named(sample: Mapping[str, Any]) -> Columns:
    return {name: sample[f"{name}.npy"] for name in (*INTEGERS, IMAGE)}


def _collated(rows: list[Columns]) -> MicroBatch:
    return micro_batch(stack(rows))
