"""Packing: several samples in one row of fixed length, kept apart by segment ids.

Attention must never cross segments; position ids alone do not see to that (gpt-oss builds its
masks without them), so a trainer builds block masks from the segment ids.
"""

from __future__ import annotations

import bisect
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

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Packable:
    """A rendered sample with its decoded pictures, each uint8 [H, W, 3] of one size."""

    rendered: Rendered
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """N packed rows of length L with M images of side S. Labels are not shifted."""

    input_ids: Ints  # [N, L]
    labels: Ints  # [N, L], IGNORED where there is no loss
    segment_ids: Ints  # [N, L], 0 is padding, 1.. the sample within the row
    positions: Ints  # [N, L], from 0 in each segment
    images: NDArray[np.uint8]  # [M, S, S, 3], in the order of their placeholders
    row_images: Ints  # [N + 1], row i owns images row_images[i]:row_images[i + 1]

    def __len__(self) -> int:
        return len(self.input_ids)

    @property
    def padding_share(self) -> float:
        """Share of the tokens that are padding."""
        return float((self.segment_ids == 0).mean()) if len(self) else 0.0


def assign(lengths: Sequence[int], capacity: int) -> tuple[list[list[int]], list[int]]:
    """Sample numbers by row, and those longer than `capacity`.

    In the order given, each into the fullest row that still holds it (best fit): rows stay as
    mixed as the order is, where longest-first would gather the samples of one source.
    """
    too_long = [n for n, length in enumerate(lengths) if length > capacity]
    rows: list[list[int]] = []
    room: list[tuple[int, int]] = []  # (what is left, row number), sorted
    for sample, length in enumerate(lengths):
        if length > capacity:
            continue
        place = bisect.bisect_left(room, (length, -1))
        if place == len(room):
            left, row = capacity, len(rows)
            rows.append([])
        else:
            left, row = room.pop(place)
        rows[row].append(sample)
        bisect.insort(room, (left - length, row))
    return rows, too_long


def build_rows(
    samples: Sequence[Packable], assignment: Iterable[Sequence[int]], length: int, padding_id: int
) -> Rows:
    """Lay out the assigned samples as tensors."""
    chosen = [[samples[n] for n in row] for row in assignment]
    shape = (len(chosen), length)
    ids, labels = np.full(shape, padding_id, np.int32), np.full(shape, IGNORED, np.int32)
    segments, positions = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    pictures: list[Picture] = []
    owned = [0]
    for row, members in enumerate(chosen):
        start = 0
        for segment, sample in enumerate(members, start=1):
            tokens = np.asarray(sample.rendered.input_ids, np.int32)
            here = slice(start, start + len(tokens))
            ids[row, here] = tokens
            labels[row, here] = np.where(sample.rendered.targets, tokens, IGNORED)
            segments[row, here] = segment
            positions[row, here] = np.arange(len(tokens))
            pictures += sample.pictures
            start = here.stop
        owned.append(len(pictures))
    return Rows(ids, labels, segments, positions, _stack(pictures), np.asarray(owned, np.int32))


def _stack(pictures: Sequence[Picture]) -> NDArray[np.uint8]:
    if not pictures:
        return np.zeros((0, 1, 1, 3), np.uint8)
    if len({picture.shape for picture in pictures}) > 1:
        raise DataError("Pictures of several sizes in one pack.", "Make them squares of one side.")
    return np.stack(pictures)
