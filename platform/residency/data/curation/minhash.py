"""MinHash with locality-sensitive hashing: texts that share most of their shingles, found fast.

The least of a text's hashed shingles under a random permutation is that of another text with a
probability equal to their Jaccard similarity s (Broder 1997, "On the resemblance and containment
of documents"). Of b bands of r such minima at least one agrees with probability 1 - (1 - s^r)^b
(Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, 3.4). Texts with an equal band are
candidates; the exact similarity of their shingles decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from residency.data.curation.shingles import Hashes, mixed

PERMUTATIONS: Final = 128
RECALL: Final = 0.99
"""With which probability a pair exactly at the threshold becomes a candidate, or more."""

_SEED: Final = 20160716  # any; signatures of all runs and processes must be comparable
_CHUNK: Final = 1 << 15  # shingles that are permuted at once: 32 MiB


@dataclass(frozen=True, slots=True)
class Banding:
    """How a signature is cut: `bands` of `rows` minima each."""

    bands: int
    rows: int

    def probability(self, similarity: float) -> float:
        """That a pair of this Jaccard similarity becomes a candidate."""
        return float(1 - (1 - similarity**self.rows) ** self.bands)


def banding(threshold: float, permutations: int = PERMUTATIONS) -> Banding:
    """The longest bands whose recall at the threshold is RECALL: the fewest false candidates."""
    found = (Banding(permutations // rows, rows) for rows in range(permutations, 0, -1))
    single = Banding(permutations, 1)
    return next((one for one in found if one.probability(threshold) >= RECALL), single)


def signatures(sets: Sequence[Hashes], permutations: int = PERMUTATIONS) -> Hashes:
    """The minima of many sets of shingles: uint64 [len(sets), permutations].

    An empty set has the greatest number everywhere, and is no candidate (`band_keys`).
    """
    multipliers, shifts = _permutations(permutations)
    out = np.full((len(sets), permutations), np.iinfo(np.uint64).max, np.uint64)
    sizes = np.array([one.size for one in sets])
    start = 0
    while start < len(sets):
        ends = np.cumsum(sizes[start:])
        stop = start + max(1, int(np.searchsorted(ends, _CHUNK, side="right")))
        _minima(sets[start:stop], multipliers, shifts, out[start:stop])
        start = stop
    return out


def band_keys(signature: Hashes, cut: Banding) -> Hashes:
    """A key for each band of each signature [N, P]: uint64 [N, bands], equal where bands are."""
    kept = signature[:, : cut.bands * cut.rows].reshape(-1, cut.bands, cut.rows)
    keys = np.broadcast_to(mixed(np.arange(1, cut.bands + 1, dtype=np.uint64)), kept.shape[:2])
    keys = keys.copy()
    for row in range(cut.rows):
        keys = mixed(keys ^ kept[:, :, row])
    return keys


def _minima(sets: Sequence[Hashes], multipliers: Hashes, shifts: Hashes, out: Hashes) -> None:
    """Fill `out` [len(sets), P] with the least permuted shingle of each set that has any."""
    full = [number for number, one in enumerate(sets) if one.size]
    if not full:
        return
    chosen = [sets[number] for number in full]
    flat = np.concatenate(chosen)
    starts = np.concatenate([[0], np.cumsum([one.size for one in chosen])[:-1]])
    for number, (multiplier, shift) in enumerate(zip(multipliers, shifts, strict=True)):
        out[full, number] = np.minimum.reduceat(flat * multiplier + shift, starts)


def _permutations(number: int) -> tuple[Hashes, Hashes]:
    """Odd multipliers and shifts: x -> a x + b is a bijection of the 64-bit numbers.

    Shingles are mixed already; an odd multiplier keeps their low bits in the low bits, which
    the order of the products hardly looks at.
    """
    random = np.random.default_rng(_SEED)
    drawn = random.integers(0, np.iinfo(np.uint64).max, (2, number), np.uint64, endpoint=True)
    return drawn[0] | np.uint64(1), drawn[1]
