"""Packing: several samples in one row of fixed length, kept apart by segment ids.

Attention must never cross segments; position ids alone do not see to that (gpt-oss builds its
masks without them), so a trainer builds block masks from the segment ids.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from residency.data.pixels import Picture
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
    images: NDArray[np.uint8]  # [M, S, S, 3], in the order of their placeholders
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


def place(lengths: Sequence[int] | NDArray[np.int64], capacity: int) -> NDArray[np.int64]:
    """The row of each sample, int64 [N]; -1 for one that is longer than `capacity`.

    In the order given, each into the fullest row that still holds it (best fit): rows stay as
    mixed as the order is, where longest-first would gather the samples of one source. Time grows
    with the number of samples, not with that of the rows that have room.
    """
    placed = np.full(len(lengths), -1, np.int64)
    rooms: dict[int, deque[int]] = {}  # what is left -> rows that have so much, oldest first
    some = 0  # bit n is set where a row has n left
    rows = 0
    for sample, length in enumerate(int(length) for length in lengths):
        if length > capacity:
            continue
        enough = some >> length
        if not enough:
            left, row, rows = capacity, rows, rows + 1
        else:
            left = length + (enough & -enough).bit_length() - 1
            row = rooms[left].popleft()
            some ^= 0 if rooms[left] else 1 << left
        placed[sample] = row
        rooms.setdefault(left - length, deque()).append(row)
        some |= 1 << (left - length)
    return placed


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


def join_rows(parts: Sequence[Rows]) -> Rows:
    """All rows of several, in order."""
    pictures = [part.images for part in parts if len(part.images)] or [_stack([])]
    return Rows(
        np.concatenate([part.input_ids for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.segment_ids for part in parts]),
        np.concatenate([part.positions for part in parts]),
        np.concatenate(pictures),
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
    return np.stack(pictures)
