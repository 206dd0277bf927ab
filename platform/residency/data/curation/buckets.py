"""Candidate pairs of a join by equal keys, without ever pairing all with all.

Each row of a bucket (the rows that hold one key) is paired with the bucket's first rows only: n
rows give at most n * CHAIN pairs, and what is alike is still connected through the first of them.
So a bucket that boilerplate fills costs no more than its rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from residency.data.curation.clusters import Pairs, distinct, no_pairs
from residency.data.curation.shingles import Hashes

CHAIN: Final = 8
"""Rows of a bucket that the others are paired with."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Rows by key, then by row; each with the bounds of its bucket. All int64 [N]."""

    rows: Rows
    starts: Rows  # where the row's bucket starts
    ends: Rows


def bucket_pairs(keys: Hashes, rows: Rows, boundary: int | None = None) -> Pairs:
    """The distinct candidate pairs (lesser row first) of rows [N] by equal keys [N].

    With a `boundary`, rows below it are one set and the others another: pairs across it only.
    """
    if not keys.size:
        return no_pairs()
    found = _sorted(keys, rows)
    if boundary is None:
        return distinct(_with_first(found, found.starts))
    second = found.rows >= boundary
    changes = found.starts + _first_of_second(found, second)
    across = [_with_first(found, found.starts), _with_first(found, changes)]
    pairs = np.concatenate(across)
    return distinct(pairs[(pairs[:, 0] < boundary) & (pairs[:, 1] >= boundary)])


def _sorted(keys: Hashes, rows: Rows) -> _Sorted:
    order = np.lexsort((rows, keys))
    keys = keys[order]
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    sizes = np.diff(np.append(first, keys.size))
    starts = np.repeat(first, sizes)
    return _Sorted(rows[order], starts, starts + np.repeat(sizes, sizes))


def _first_of_second(found: _Sorted, second: NDArray[np.bool_]) -> Rows:
    """How many rows of its bucket belong to the first set, for each row."""
    before = np.concatenate([[0], np.cumsum(~second)])
    counts: Rows = before[found.ends] - before[found.starts]
    return counts


def _with_first(found: _Sorted, starts: Rows) -> Pairs:
    """Each row with the CHAIN rows of its bucket from `starts` on."""
    pairs = [no_pairs()]
    own = np.arange(found.rows.size)
    for step in range(CHAIN):
        partner = starts + step
        chosen = (partner < found.ends) & (partner != own)
        if not chosen.any():
            break
        pairs.append(np.stack([found.rows[own[chosen]], found.rows[partner[chosen]]], axis=1))
    return np.sort(np.concatenate(pairs), axis=1)
