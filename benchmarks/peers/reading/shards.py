"""Ours: what a training worker reads through, checking each file's SHA-256 at first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext as ready
from pathlib import Path

from benchmarks.peers.rows import BATCH
from residency.data.cursor import rows_of_step
from residency.plan.layout import SHARDS
from residency.train.data import MicroBatch, PackedRows

__all__ = ["ready", "run"]

SEED = 0


def run(out: Path, *, verify: bool = True) -> Iterator[MicroBatch]:
    """All rows once, in the order that a training step asks for them."""
    rows = PackedRows(out / SHARDS, verify=verify)
    order = rows_of_step(SEED, 0, len(rows), len(rows))
    for start in range(0, len(order), BATCH):
        yield rows.batch(order[start : start + BATCH], None)
