"""From pairs of alike things to groups, of which the first in the listing stays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Pairs = NDArray[np.int64]
"""int64 [N, 2]: two places in a listing that are alike."""


def no_pairs() -> Pairs:
    """int64 [0, 2]."""
    return np.empty((0, 2), np.int64)


def distinct(pairs: Pairs) -> Pairs:
    """Each pair once, in order."""
    ordered = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    new = np.ones(len(ordered), bool)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    return ordered[new]


def repeats(pairs: Pairs) -> dict[int, int]:
    """Each place that is alike to an earlier one, directly or through others -> the first of all.

    Connected components by union-find; a component's root is its least place.
    """
    parents: dict[int, int] = {}
    for first, second in pairs.tolist():
        low, high = sorted((_root(parents, first), _root(parents, second)))
        if low != high:
            parents[high] = low
    return {place: _root(parents, place) for place in sorted(parents)}


def _root(parents: dict[int, int], place: int) -> int:
    """The root of a place; halves the path to it on the way."""
    while place in parents:
        above = parents[place]
        if above in parents:
            parents[place] = parents[above]
        place = above
    return place
