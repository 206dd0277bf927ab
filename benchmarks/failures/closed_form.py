"""Wall time under failures as a formula, and the interval between checkpoints that is best.

J. T. Daly, A higher order estimate of the optimum checkpoint interval for restart dumps, Future
Generation Computer Systems 22 (2006), doi 10.1016/j.future.2004.11.016; the first-order interval
is J. W. Young's (Communications of the ACM 17, 1974). Failures come as a Poisson process, and may
strike a checkpoint and a restart too. A checkpoint counts when it has been taken: what is written
behind training is not in the formula, and adds to what a failure costs.
"""

from __future__ import annotations

import math

from benchmarks.failures.parts import Parts


def goodput(parts: Parts, interval: float, between: float) -> float:
    """The share of wall time that is first-time training, `between` failures (their mean).

    Daly's complete model, equation 20: T_wall / T_solve = (M / t) e^(R/M) (e^((t + d) / M) - 1).
    """
    stretched = math.exp(parts.restart / between)
    stretched *= math.expm1((interval + parts.block) / between) * between / interval
    return 1.0 / stretched


def young(parts: Parts, between: float) -> float:
    """The best interval, to first order: sqrt(2 d M)."""
    return math.sqrt(2 * parts.block * between)


def daly(parts: Parts, between: float) -> float:
    """The best interval, to higher order (equation 37); M where a checkpoint takes 2 M or more."""
    if parts.block >= 2 * between:
        return between
    x = parts.block / (2 * between)
    series = 1 + math.sqrt(x) / 3 + x / 9
    return math.sqrt(2 * parts.block * between) * series - parts.block
