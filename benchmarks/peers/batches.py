"""What everybody reads: the micro-batch of a training step, and what tells that two are equal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.peers.rows import IMAGE, INTEGERS, Columns
from residency.data.pack import of_planes
from residency.model.pixels import joined_pixel_values
from residency.train.data import MicroBatch


def micro_batch(columns: Columns, pictures: Sequence[NDArray[np.uint8]] = ()) -> MicroBatch:
    """Columns of B rows as what a training step is given.

    `pictures` are those of the rows where they lie, uint8 [3, SIDE, SIDE] each; else they are in
    the columns, in one piece.
    """
    ids, labels, segments, positions = (
        torch.from_numpy(columns[name].astype(np.int64)) for name in INTEGERS
    )
    lying = [one[None] for one in pictures] or [columns[IMAGE].astype(np.uint8, copy=False)]
    pixels = joined_pixel_values([of_planes(one) for one in lying], torch.float32)
    return MicroBatch(ids, labels, segments, positions, pixels, has_images=True)


def digests(batch: MicroBatch) -> list[str]:
    """SHA-256 of each row: tokens, labels, segments, positions and pixels."""
    pixels = batch.pixels
    if pixels is None or len(pixels) != len(batch.input_ids):
        raise ValueError("a row without its picture")
    columns = (batch.input_ids, batch.labels, batch.segment_ids, batch.positions, pixels)
    arrays = [np.ascontiguousarray(column.numpy()) for column in columns]
    return [_digest([array[n] for array in arrays]) for n in range(len(pixels))]


def _digest(values: Iterable[NDArray[np.generic]]) -> str:
    digest = hashlib.sha256()
    for value in values:
        digest.update(value.tobytes())
    return digest.hexdigest()
