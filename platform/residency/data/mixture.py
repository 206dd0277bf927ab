"""Weighted mixtures of datasets: a sample plan that depends on seed and sizes only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from residency.errors import DataError


@dataclass(frozen=True, slots=True)
class Part:
    """One dataset of a mixture: how many samples it has, and its share of the plan."""

    name: str
    size: int
    weight: float


@dataclass(frozen=True, slots=True)
class Pick:
    """One entry of a plan: sample `index` of dataset `name`, in its `epoch`-th round."""

    name: str
    index: int
    epoch: int


def plan_mixture(parts: Sequence[Part], seed: int) -> tuple[Pick, ...]:
    """Every sample at least once, with as many repeats as bring each dataset to its share.

    The dataset that is largest for its weight is gone through once; the others go round.

    Raises:
        DataError: a dataset of the mixture has no samples.
    """
    for part in parts:
        if part.size < 1:
            raise DataError(
                f"The dataset {part.name!r} has no training samples after filtering.",
                "Relax its filters, or take it out of the mixture.",
            )
    unit = max(part.size / part.weight for part in parts)
    picks = [
        pick for part in parts for pick in _rounds(part, max(1, round(unit * part.weight)), seed)
    ]
    order = np.random.default_rng([seed, len(picks)]).permutation(len(picks))
    return tuple(picks[i] for i in order)


def _rounds(part: Part, count: int, seed: int) -> list[Pick]:
    """`count` picks that go through the samples in a new order each round."""
    picks: list[Pick] = []
    for epoch in range(math.ceil(count / part.size)):
        order = np.random.default_rng([seed, epoch, part.size]).permutation(part.size)
        picks += [Pick(part.name, int(i), epoch) for i in order]
    return picks[:count]
