"""Packed rows from shards, and the micro-batches of a step: a pure function of (seed, step)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open

from residency.data.cursor import rows_of_rank, rows_of_step
from residency.data.pack import IGNORED
from residency.data.shards import read_index
from residency.errors import DataError
from residency.model.pixels import pixel_values


@dataclass(frozen=True, slots=True)
class MicroBatch:
    """B rows of length L and their M images, for one forward and backward pass of one rank."""

    input_ids: torch.Tensor  # int64 [B, L]
    labels: torch.Tensor  # int64 [B, L], IGNORED where there is no loss; not shifted
    segment_ids: torch.Tensor  # int64 [B, L], 0 is padding
    positions: torch.Tensor  # int64 [B, L]
    pixels: torch.Tensor | None  # float32 [M, 3, S, S], normalised; None: nobody looks at images
    has_images: bool  # False: `pixels` is a stand-in of weight zero

    @property
    def tokens(self) -> int:
        """Tokens that are no padding."""
        return int((self.segment_ids > 0).sum())


@dataclass(frozen=True, slots=True)
class Totals:
    """What the whole global batch holds, over all ranks and micro-batches."""

    targets: int
    tokens: int


@dataclass(frozen=True, slots=True)
class StepBatch:
    """One rank's share of a global batch."""

    micro_batches: tuple[MicroBatch, ...]
    totals: Totals


@dataclass(frozen=True, slots=True)
class Sharing:
    """How a global batch is divided."""

    global_batch: int
    micro_batch: int
    rank: int = 0
    world_size: int = 1


@dataclass(frozen=True, slots=True)
class _Shard:
    path: Path
    first: int  # number of its first row
    row_images: NDArray[np.int32]


class PackedRows:
    """The rows of a folder of shards, read row by row from the mapped files."""

    def __init__(self, folder: Path) -> None:
        """Raises DataError where the folder holds no shard or no row."""
        self._shards: list[_Shard] = []
        targets: list[NDArray[np.int64]] = []
        tokens: list[NDArray[np.int64]] = []
        for path in (folder / file.name for file in read_index(folder).files):
            with safe_open(path, "np") as file:
                labels, segments = file.get_tensor("labels"), file.get_tensor("segment_ids")
                self._shards.append(_Shard(path, len(self), file.get_tensor("row_images")))
            self._rows = len(self) + len(labels)
            targets.append(target_mask(labels, segments).sum(axis=1))
            tokens.append((segments > 0).sum(axis=1))
        if not len(self):
            raise DataError(
                f"{folder} holds no packed rows.", "Add samples, or relax the filters."
            )
        self.targets = np.concatenate(targets)  # by row
        self.tokens = np.concatenate(tokens)
        self.images = sum(int(shard.row_images[-1]) for shard in self._shards)

    _rows = 0

    def __len__(self) -> int:
        return self._rows

    def batch(self, rows: NDArray[np.int64], stand_in: int | None) -> MicroBatch:
        """Those rows. Without an image among them, one black image of side `stand_in`."""
        parts = [self._row(int(row)) for row in rows]
        columns = [np.stack([part[n] for part in parts]) for n in range(4)]
        pictures = [part[4] for part in parts if len(part[4])]
        pixels = None
        if pictures:
            pixels = pixel_values(np.concatenate(pictures), torch.float32)
        elif stand_in is not None:
            pixels = torch.zeros(1, 3, stand_in, stand_in)
        ids, labels, segments, positions = (torch.from_numpy(c.astype(np.int64)) for c in columns)
        return MicroBatch(ids, labels, segments, positions, pixels, has_images=bool(pictures))

    def _row(self, row: int) -> tuple[NDArray[np.generic], ...]:
        shard = max((s for s in self._shards if s.first <= row), key=lambda s: s.first)
        n = row - shard.first
        with safe_open(shard.path, "np") as file:
            names = ("input_ids", "labels", "segment_ids", "positions")
            columns = [file.get_slice(name)[n] for name in names]
            first, last = (int(i) for i in shard.row_images[n : n + 2])
            if first == last:
                images = np.zeros((0, 1, 1, 3), np.uint8)
            else:
                images = file.get_slice("images")[first:last]
        return *columns, images


def target_mask(labels: NDArray[np.int32], segments: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which positions [N, L - 1] predict a target: the next token's, in the same segment."""
    together = (segments[:, 1:] == segments[:, :-1]) & (segments[:, 1:] > 0)
    return np.asarray((labels[:, 1:] != IGNORED) & together)


def step_batch(
    rows: PackedRows, seed: int, step: int, sharing: Sharing, stand_in: int | None
) -> StepBatch:
    """One rank's micro-batches of a step, with the totals of the global batch.

    Raises DataError where the global batch does not divide by ranks and micro-batches.
    """
    everyone = rows_of_step(seed, step, len(rows), sharing.global_batch)
    mine = rows_of_rank(everyone, sharing.rank, sharing.world_size)
    if len(mine) % sharing.micro_batch:
        raise DataError(
            f"{len(mine)} rows a rank do not divide by a micro-batch of {sharing.micro_batch}.",
            "Choose a microBatch that divides globalBatch / workers.",
        )
    totals = Totals(int(rows.targets[everyone].sum()), int(rows.tokens[everyone].sum()))
    return StepBatch(tuple(_micro_batches(rows, mine, sharing.micro_batch, stand_in)), totals)


def _micro_batches(
    rows: PackedRows, mine: NDArray[np.int64], size: int, stand_in: int | None
) -> Iterator[MicroBatch]:
    for start in range(0, len(mine), size):
        yield rows.batch(mine[start : start + size], stand_in)
