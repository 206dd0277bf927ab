"""A torch DataLoader with workers, out of mapped .npy files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext as ready
from pathlib import Path
from typing import Any

import numpy as np
from torch.utils.data import BatchSampler, Dataset

from benchmarks.peers.batches import micro_batch
from benchmarks.peers.loader import loader
from benchmarks.peers.rows import BATCH, IMAGE, INTEGERS
from residency.train.data import MicroBatch

__all__ = ["ready", "run"]


class Stored(Dataset[Any]):
    """Rows of the mapped files."""

    def __init__(self, folder: Path) -> None:
        names = (*INTEGERS, IMAGE)
        self._columns = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in names}

    def __len__(self) -> int:
        return len(self._columns[IMAGE])

    def __getitems__(self, numbers: list[int]) -> MicroBatch:
        integers = {name: self._columns[name][numbers] for name in INTEGERS}
        return micro_batch(integers, [self._columns[IMAGE][number] for number in numbers])


def run(out: Path) -> Iterator[MicroBatch]:
    """All rows once, in random order."""
    stored = Stored(out)
    order = np.random.default_rng(0).permutation(len(stored)).tolist()
    yield from loader(stored, BatchSampler(order, BATCH, False))
