"""Intervals of shares."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

RESAMPLES = 2000
Z95 = 1.959963984540054  # the 97.5% quantile of the standard normal distribution


def wilson(correct: int, n: int) -> tuple[float, float]:
    """The 95% score interval of a share (Wilson, JASA 22, 1927); (0, 1) where n is 0."""
    if n == 0:
        return 0.0, 1.0
    share = correct / n
    scale = 1 + Z95**2 / n
    centre = (share + Z95**2 / (2 * n)) / scale
    half = Z95 / scale * math.sqrt(share * (1 - share) / n + Z95**2 / (4 * n**2))
    return max(0.0, centre - half), min(1.0, centre + half)


def by_group(groups: Sequence[Sequence[bool]]) -> tuple[float, float, float]:
    """The share of all hits, and its 95% percentile interval when whole groups are resampled.

    The cluster bootstrap (Field and Welsh, JRSS B 69, 2007), seeded: for answers that are
    not independent within a group. With few groups it is still narrower than the truth.
    """
    counted = [(sum(group), len(group)) for group in groups if group]
    if not counted:
        return 0.0, 0.0, 1.0
    draw = random.Random(0)
    shares = sorted(_share(draw.choices(counted, k=len(counted))) for _ in range(RESAMPLES))
    return _share(counted), shares[int(0.025 * RESAMPLES)], shares[int(0.975 * RESAMPLES) - 1]


def _share(counted: Sequence[tuple[int, int]]) -> float:
    return sum(hits for hits, _ in counted) / sum(size for _, size in counted)
