"""Thumbnails whose mean difference is small, found without comparing all with all.

The mean of a picture under a pattern of signs changes by less than the mean difference of the
pixels. So pictures that are near lie in the same cell, or in neighbouring ones, of a grid over a
few such means: the whole, left against right, top against bottom.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import numpy as np
from numpy.typing import NDArray

from residency.data.outline import THUMBNAIL_SIDE

Levels = NDArray[np.float32]
"""A thumbnail, float32 [16, 16, 3] in grey levels of 255."""

_HALVES = np.where(np.arange(THUMBNAIL_SIDE) < THUMBNAIL_SIDE // 2, 1.0, -1.0).astype(np.float32)


class ThumbnailIndex:
    """Thumbnails, found again by any whose mean difference is below `most` grey levels."""

    def __init__(self, most: float) -> None:
        self._most = most
        self._cells: dict[tuple[int, ...], list[Levels]] = defaultdict(list)

    def add(self, levels: Levels) -> None:
        """Remember a thumbnail."""
        if self._most > 0:
            self._cells[self._cell(levels)].append(levels)

    def near(self, levels: Levels) -> bool:
        """Whether one of the thumbnails is near."""
        if self._most <= 0:
            return False
        cell = self._cell(levels)
        around = product(*((own - 1, own, own + 1) for own in cell))
        return any(
            float(np.abs(levels - other).mean()) < self._most
            for one in around
            for other in self._cells.get(one, ())
        )

    def _cell(self, levels: Levels) -> tuple[int, ...]:
        grey = levels.mean(axis=2)
        means = (grey.mean(), (grey * _HALVES).mean(), (grey * _HALVES[:, None]).mean())
        return tuple(int(np.floor(float(mean) / self._most)) for mean in means)
