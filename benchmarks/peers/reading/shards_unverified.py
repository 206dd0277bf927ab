"""Ours, where whoever brought the files has checked them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext as ready
from pathlib import Path

from benchmarks.peers.reading import shards
from residency.train.data import MicroBatch

__all__ = ["ready", "run"]


def run(out: Path) -> Iterator[MicroBatch]:
    """All rows once."""
    return shards.run(out, verify=False)
