"""Perceptual hashes that differ in few bits, found without comparing all with all.

Cut 64 bits into d + 2 blocks: of two hashes that differ in at most d bits, at least two blocks are
equal. So equal pairs of blocks are keys under which all near hashes meet (Manku, Jain, Das Sarma
2007, "Detecting near-duplicates for web crawling").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from residency.data.likeness import HASH_BITS, hamming


class HashIndex:
    """Distinct hashes, found again by any hash within `distance` bits of them."""

    def __init__(self, distance: int, hashes: Iterable[int] = ()) -> None:
        self._distance = distance
        self._buckets: dict[tuple[int, int], set[int]] = defaultdict(set)
        self._masks = list(_masks(distance))
        for value in hashes:
            self.add(value)

    def add(self, value: int) -> None:
        """Remember a hash."""
        for number, mask in enumerate(self._masks):
            self._buckets[number, value & mask].add(value)

    def near(self, value: int) -> frozenset[int]:
        """The hashes within the distance."""
        empty: set[int] = set()
        met = (
            self._buckets.get((number, value & mask), empty)
            for number, mask in enumerate(self._masks)
        )
        return frozenset(
            one for bucket in met for one in bucket if hamming(value, one) <= self._distance
        )


def _masks(distance: int) -> Iterator[int]:
    """The bits of each pair of blocks."""
    count = distance + 2
    edges = [HASH_BITS * number // count for number in range(count + 1)]
    blocks = [(1 << end) - (1 << start) for start, end in pairwise(edges)]
    return (one | other for one, other in combinations(blocks, 2))
