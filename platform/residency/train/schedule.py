"""Learning-rate schedules and lengths, as pure functions of the step."""

from __future__ import annotations

import math

from residency.spec.training import Optimizer, Schedule


def factor(optimizer: Optimizer, step: int, steps: int) -> float:
    """What the learning rate is multiplied with at `step` (from 0) of `steps`.

    Linear warm-up over the share `warmup`, never from 0; then cosine or linear to 0, or
    constant.
    """
    warm = math.ceil(optimizer.warmup * steps)
    if step < warm:
        return (step + 1) / (warm + 1)
    if optimizer.schedule is Schedule.CONSTANT:
        return 1.0
    share = (step - warm) / max(1, steps - warm)
    if optimizer.schedule is Schedule.LINEAR:
        return 1.0 - share
    return 0.5 * (1.0 + math.cos(math.pi * share))


def total_steps(optimizer: Optimizer, rows: int, tokens: int) -> int:
    """Optimiser steps of a job over `rows` packed rows that hold `tokens` (without padding)."""
    if optimizer.steps is not None:
        return optimizer.steps
    if optimizer.epochs is not None:
        return max(1, math.ceil(optimizer.epochs * rows / optimizer.global_batch))
    wanted = optimizer.tokens or 0
    tokens_a_step = optimizer.global_batch * tokens / rows
    return max(1, math.ceil(wanted / tokens_a_step))
