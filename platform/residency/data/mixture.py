"""Weighted mixtures of datasets: a sample plan that depends on seed and sizes only."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from residency.errors import DataError

MOST_PICKS: Final = 100_000_000
"""A pack holds each pick, and its plan some 60 bytes of it: beyond this weights are a mistake."""


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of a mixture: how many samples it has, and its share of the plan."""

    name: str
    size: int
    weight: float
    max_epochs: float | None = None  # at most so many rounds through its samples


@dataclass(frozen=True, slots=True)
class MixturePlan:
    """Which samples are seen, in order: pick `i` is sample `indices[i]` of part `parts[i]`."""

    parts: NDArray[np.int32]  # [N], number of the part
    indices: NDArray[np.int64]  # [N], number of the sample within its part
    epochs: NDArray[np.int32]  # [N], in which round through the part

    def __len__(self) -> int:
        return len(self.parts)


def counts(parts: Sequence[Part], temperature: float | None = None) -> list[int]:
    """How many picks each part gets.

    The part that is largest for its share is gone through once, or as far as a `max_epochs` below
    one lets it, and the others go round until they have theirs. So every sample is seen at least
    once unless `max_epochs` is below one, and above one it alone makes a share smaller. With a
    temperature a share is weight x size^(1 / temperature) (arXiv 1907.05019), without it the
    weight: 1 and equal weights go through each sample once, a large one mixes evenly.

    Raises:
        DataError: a dataset of the mixture has no samples, or there are more than MOST_PICKS.
    """
    for part in parts:
        if part.size < 1:
            raise DataError(
                f"The dataset {part.name!r} has no training samples after filtering.",
                "Relax its filters, or take it out of the mixture.",
            )
    power = 0.0 if temperature is None else 1.0 / temperature
    shares = [part.weight * part.size**power for part in parts]
    caps = [_cap(part) for part in parts]
    unit = max(min(p.size, c) / share for p, c, share in zip(parts, caps, shares, strict=True))
    chosen = [max(1, min(round(unit * share), c)) for c, share in zip(caps, shares, strict=True)]
    if sum(chosen) > MOST_PICKS:
        raise _too_many(parts, chosen)
    return chosen


def plan_mixture(
    parts: Sequence[Part], seed: int, temperature: float | None = None
) -> MixturePlan:
    """The picks of `counts`, each part's rounds in an order of their own, all of it shuffled.

    Raises:
        DataError: as of `counts`.
    """
    chosen = counts(parts, temperature)
    numbers = np.repeat(np.arange(len(parts), dtype=np.int32), chosen)
    indices = np.concatenate([_rounds(p, n, seed) for p, n in zip(parts, chosen, strict=True)])
    epochs = [np.arange(n) // part.size for part, n in zip(parts, chosen, strict=True)]
    order = np.random.default_rng([seed, len(numbers)]).permutation(len(numbers))
    rounds = np.concatenate(epochs).astype(np.int32)
    return MixturePlan(numbers[order], indices[order], rounds[order])


def _too_many(parts: Sequence[Part], chosen: Sequence[int]) -> DataError:
    """What to raise: the part that would go round most often is the one to cap."""
    rounds, name = max((count / p.size, p.name) for p, count in zip(parts, chosen, strict=True))
    return DataError(
        f"The mixture would draw {sum(chosen):,} samples, and go through {name!r} {rounds:,.0f} "
        f"times; the limit is {MOST_PICKS:,} samples.",
        f"Set maxEpochs of {name!r}, or bring the weights nearer to the numbers of samples.",
    )


def _cap(part: Part) -> int:
    if part.max_epochs is None:
        return np.iinfo(np.int64).max
    return math.floor(part.max_epochs * part.size)


def _rounds(part: Part, count: int, seed: int) -> NDArray[np.int64]:
    """`count` picks that go through the samples in a new order each round."""
    name = zlib.crc32(part.name.encode())  # parts of one size must not go in step
    orders = [
        np.random.default_rng([seed, epoch, part.size, name]).permutation(part.size)
        for epoch in range(math.ceil(count / part.size))
    ]
    return np.concatenate(orders)[:count]
