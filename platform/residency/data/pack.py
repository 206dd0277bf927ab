"""Packing: several samples in one row of fixed length, kept apart by segment ids.

Attention must never cross segments; position ids alone do not see to that (gpt-oss builds its
masks without them), so a trainer builds block masks from the segment ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from residency.data.pixels import Picture
from residency.data.placing import place
from residency.data.render import Rendered
from residency.errors import DataError

IGNORED = -100
"""Label of a position that is no target of the loss."""

TOO_LONG = "longer than sequence"
"""Name under which samples that no row can hold are counted as dropped."""

NO_ID = "0" * 16

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Packable:
    """A rendered sample with its decoded pictures, each uint8 [H, W, 3] of one size."""

    rendered: Rendered
    pictures: tuple[Picture, ...]
    sample_id: str = NO_ID  # 16 hex digits
    source: int = 0  # number of the entry of the mixture that it comes from


@dataclass(frozen=True, slots=True)
class Rows:
    """N packed rows of length L with M images of side S and K samples. Labels are not shifted."""

    input_ids: Ints  # [N, L]
    labels: Ints  # [N, L], IGNORED where there is no loss
    segment_ids: Ints  # [N, L], 0 is padding, 1.. the sample within the row
    positions: Ints  # [N, L], from 0 in each segment
    images: NDArray[np.uint8]  # [M, S, S, 3], in the order of their placeholders; see planes()
    row_images: Ints  # [N + 1], row i owns images row_images[i]:row_images[i + 1]
    sample_ids: NDArray[np.uint8]  # [K, 8], the bytes of an id's 16 hex digits
    sources: Ints  # [K], number of the entry of the mixture
    row_samples: Ints  # [N + 1], segment s of row i is sample row_samples[i] + s - 1

    def __len__(self) -> int:
        return len(self.input_ids)

    @property
    def padding_share(self) -> float:
        """Share of the tokens that are padding."""
        return float((self.segment_ids == 0).mean()) if len(self) else 0.0


def assign(lengths: Sequence[int], capacity: int) -> tuple[list[list[int]], list[int]]:
    """Sample numbers by row as `place` has them, and those longer than `capacity`."""
    placed = place(lengths, capacity)
    rows: list[list[int]] = [[] for _ in range(int(placed.max(initial=-1)) + 1)]
    for sample, row in enumerate(placed.tolist()):
        if row >= 0:
            rows[row].append(sample)
    return rows, np.flatnonzero(placed < 0).tolist()


def target_mask(labels: NDArray[np.int32], segments: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which positions [N, L - 1] predict a target: the next token's, in the same segment."""
    together = (segments[:, 1:] == segments[:, :-1]) & (segments[:, 1:] > 0)
    return np.asarray((labels[:, 1:] != IGNORED) & together)


def build_rows(
    samples: Sequence[Packable], assignment: Iterable[Sequence[int]], length: int, padding_id: int
) -> Rows:
    """Lay out the assigned samples as tensors."""
    chosen = [[samples[n] for n in row] for row in assignment]
    shape = (len(chosen), length)
    ids, labels = np.full(shape, padding_id, np.int32), np.full(shape, IGNORED, np.int32)
    segments, positions = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    for row, members in enumerate(chosen):
        start = 0
        for segment, sample in enumerate(members, start=1):
            tokens = np.asarray(sample.rendered.input_ids, np.int32)
            here = slice(start, start + len(tokens))
            ids[row, here] = tokens
            labels[row, here] = np.where(sample.rendered.targets, tokens, IGNORED)
            segments[row, here] = segment
            positions[row, here] = np.arange(len(tokens))
            start = here.stop
    laid = [sample for members in chosen for sample in members]
    return Rows(
        ids,
        labels,
        segments,
        positions,
        _stack([picture for sample in laid for picture in sample.pictures]),
        _offsets([sum(len(sample.pictures) for sample in members) for members in chosen]),
        np.frombuffer(b"".join(bytes.fromhex(s.sample_id) for s in laid), np.uint8).reshape(-1, 8),
        np.asarray([sample.source for sample in laid], np.int32),
        _offsets([len(members) for members in chosen]),
    )


def planes(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pictures [M, S, S, 3] plane after plane, [M, 3, S, S], as shards hold them.

    `build_rows` and readers of shards have laid them so, and nothing is copied.
    """
    return np.ascontiguousarray(images.transpose(0, 3, 1, 2))


def of_planes(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """[M, 3, S, S] seen as [M, S, S, 3]."""
    return images.transpose(0, 2, 3, 1)


def join_rows(parts: Sequence[Rows]) -> Rows:
    """All rows of several, in order."""
    pictures = [planes(part.images) for part in parts if len(part.images)]
    return Rows(
        np.concatenate([part.input_ids for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.segment_ids for part in parts]),
        np.concatenate([part.positions for part in parts]),
        of_planes(np.concatenate(pictures)) if pictures else _stack([]),
        _offsets([n for part in parts for n in np.diff(part.row_images)]),
        np.concatenate([part.sample_ids for part in parts]),
        np.concatenate([part.sources for part in parts]),
        _offsets([n for part in parts for n in np.diff(part.row_samples)]),
    )


def _offsets(counts: Sequence[int]) -> Ints:
    return np.cumsum([0, *counts]).astype(np.int32)


def _stack(pictures: Sequence[Picture]) -> NDArray[np.uint8]:
    if not pictures:
        return np.zeros((0, 1, 1, 3), np.uint8)
    if len({picture.shape for picture in pictures}) > 1:
        raise DataError("Pictures of several sizes in one pack.", "Make them squares of one side.")
    height, width, channels = pictures[0].shape
    laid = np.empty((len(pictures), channels, height, width), np.uint8)
    for number, picture in enumerate(pictures):
        laid[number] = picture.transpose(2, 0, 1)
    return of_planes(laid)
