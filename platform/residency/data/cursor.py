"""Which packed rows a training step sees: a pure function of (seed, step), never of workers."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from residency.errors import DataError


def rows_of_step(seed: int, step: int, rows: int, batch: int) -> NDArray[np.int64]:
    """Row numbers of the global batch of `step` (from 0): int64 [batch].

    Each epoch goes once through all rows in an order of its own; a batch may span two epochs.
    """
    if rows < 1:
        raise DataError("There are no rows to train on.", "Add samples, or relax the filters.")
    places = np.arange(step * batch, (step + 1) * batch)
    return np.asarray([_order(seed, int(p) // rows, rows)[int(p) % rows] for p in places])


def rows_of_rank(global_batch: NDArray[np.int64], rank: int, world_size: int) -> NDArray[np.int64]:
    """The part of a global batch that one rank takes, together covering it exactly.

    Raises:
        DataError: the batch does not divide by the number of ranks.
    """
    if len(global_batch) % world_size:
        raise DataError(
            f"A global batch of {len(global_batch)} does not divide by {world_size} workers.",
            "Choose a multiple of the number of workers.",
        )
    return global_batch[rank::world_size]


@lru_cache(maxsize=4)
def _order(seed: int, epoch: int, rows: int) -> NDArray[np.int64]:
    order = np.random.default_rng([seed, epoch]).permutation(rows)
    order.flags.writeable = False
    return order
