"""Intervals of shares."""

from __future__ import annotations

import math

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
