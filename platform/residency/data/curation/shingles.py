"""Texts as sets of 64-bit hashes: of overlapping words, or of characters where there are few.

A word's hash is taken once a vocabulary; the hash of n words is made of theirs by a polynomial,
so that a text costs as much as it has words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from residency.data.likeness import normal_text

Hashes = NDArray[np.uint64]

WORDS: Final = 5
CHARACTERS: Final = 5
SHORT: Final = 8
"""Words below which a text is cut into characters: it has too few groups of five words."""

_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX_1: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2: Final = np.uint64(0x94D049BB133111EB)


def shingles(text: str) -> Hashes:
    """The distinct shingles of a text's normal form, sorted: uint64 [S]; empty without words.

    Five words each; in a text of fewer than eight words, five characters (Leskovec, Rajaraman,
    Ullman: Mining of Massive Datasets, 3.2).
    """
    words = normal_text(text).split()
    if not words:
        return np.empty(0, np.uint64)
    if len(words) >= SHORT:
        return np.unique(windows(words, WORDS))
    return np.unique(windows(list(" ".join(words)), CHARACTERS))


def windows(parts: Sequence[str], length: int) -> Hashes:
    """A hash for each run of so many parts, in order: uint64 [len(parts) - length + 1].

    Fewer parts than that are one run.
    """
    hashes = np.fromiter(map(part_hash, parts), np.uint64, len(parts))
    span = min(length, len(parts))
    out = np.zeros(len(parts) - span + 1, np.uint64)
    for offset in range(span):
        out = out * _FACTOR + hashes[offset : offset + out.size]
    return mixed(out)


@lru_cache(maxsize=1 << 18)
def part_hash(part: str) -> int:
    """64 bits of BLAKE2b: equal in every process and run."""
    return int.from_bytes(hashlib.blake2b(part.encode(), digest_size=8).digest(), "big")


def mixed(values: Hashes) -> Hashes:
    """A bijection of 64-bit numbers that spreads every bit over all (splitmix64's finaliser)."""
    out: Hashes = (values ^ (values >> np.uint64(30))) * _MIX_1
    out = (out ^ (out >> np.uint64(27))) * _MIX_2
    spread: Hashes = out ^ (out >> np.uint64(31))
    return spread


def jaccard(first: Hashes, second: Hashes) -> float:
    """The share of the shingles of both that they have in common; 0 where one has none."""
    if not first.size or not second.size:
        return 0.0
    common = np.intersect1d(first, second, assume_unique=True).size
    return float(common / (first.size + second.size - common))
