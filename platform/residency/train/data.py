"""Packed rows from shards, and the micro-batches of a step: a pure function of (seed, step)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from residency.data.cursor import rows_of_rank, rows_of_step
from residency.data.pack import Rows
from residency.data.shard_reader import ShardReader
from residency.errors import DataError
from residency.model.pixels import joined_pixel_values
from residency.train.router import Usage


@dataclass(frozen=True, slots=True)
class MicroBatch:
    """B rows of length L and their M images, for one forward and backward pass of one rank."""

    input_ids: torch.Tensor  # int64 [B, L]
    labels: torch.Tensor  # int64 [B, L], IGNORED where there is no loss; not shifted
    segment_ids: torch.Tensor  # int64 [B, L], 0 is padding
    positions: torch.Tensor  # int64 [B, L]
    pixels: torch.Tensor | None  # float32 [M, 3, S, S], normalised; None: nobody looks at images
    has_images: bool  # False: `pixels` is a stand-in of weight zero
    sources: torch.Tensor | None = None  # int64 [B, L], entry of the mixture of each token

    @property
    def tokens(self) -> int:
        """Tokens that are no padding."""
        return int((self.segment_ids > 0).sum())


@dataclass(frozen=True, slots=True)
class Totals:
    """What the whole global batch holds, over all ranks and micro-batches."""

    targets: int
    tokens: int
    samples: int = 0
    usage: Usage | None = field(default=None, compare=False)  # None: not counted beforehand


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


class PackedRows:
    """The rows of a folder of shards as batches, read row by row from the mapped files."""

    def __init__(self, folder: Path, *, verify: bool = True) -> None:
        """Raises DataError where the folder holds no shard or no row, or a damaged one."""
        self._reader = ShardReader(folder, verify=verify)
        self.targets = self._reader.row_targets  # by row
        self.tokens = self._reader.row_tokens
        self.samples = self._reader.row_samples
        self.images = self._reader.index.images
        self.sources = tuple(share.dataset for share in self._reader.index.mixture)

    def __len__(self) -> int:
        return len(self._reader)

    def batch(self, rows: NDArray[np.int64], stand_in: int | None) -> MicroBatch:
        """Those rows. Without an image among them, one black image of side `stand_in`."""
        with self._reader.lent(rows) as lent:  # returned only when their hashes are checked
            pictures = [row.images for row in lent if len(row.images)]
            pixels = None
            if pictures:
                pixels = joined_pixel_values(pictures, torch.float32)
            elif stand_in is not None:
                pixels = torch.zeros(1, 3, stand_in, stand_in)
            batch = MicroBatch(
                input_ids=_column([row.input_ids for row in lent]),
                labels=_column([row.labels for row in lent]),
                segment_ids=_column([row.segment_ids for row in lent]),
                positions=_column([row.positions for row in lent]),
                pixels=pixels,
                has_images=bool(pictures),
                sources=_column([_sources(row) for row in lent]) if self.sources else None,
            )
        return batch


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
    totals = Totals(
        targets=int(rows.targets[everyone].sum()),
        tokens=int(rows.tokens[everyone].sum()),
        samples=int(rows.samples[everyone].sum()),
    )
    return StepBatch(tuple(_micro_batches(rows, mine, sharing.micro_batch, stand_in)), totals)


def _micro_batches(
    rows: PackedRows, mine: NDArray[np.int64], size: int, stand_in: int | None
) -> Iterator[MicroBatch]:
    for start in range(0, len(mine), size):
        yield rows.batch(mine[start : start + size], stand_in)


def _sources(row: Rows) -> NDArray[np.int32]:
    """The entry of the mixture of each token of one row, int32 [1, L]; of padding, any."""
    return row.sources[row.segment_ids - 1]


def _column(rows: Sequence[NDArray[np.int32]]) -> torch.Tensor:
    """Rows [1, L] as one tensor, int64 [B, L]."""
    return torch.from_numpy(np.concatenate(rows, dtype=np.int64))
