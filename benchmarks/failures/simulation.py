"""A job that fails by a seeded Poisson process, replayed step by step."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from statistics import fmean, stdev

from benchmarks.failures.parts import Parts

Draw = Callable[[], float]
"""Seconds until the next failure."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One job, to its end."""

    wall: float
    failures: int
    lost: int  # steps that were made again

    def goodput(self, productive: float) -> float:
        """The share of wall time that was first-time training."""
        return productive / self.wall


@dataclass(slots=True)
class _Job:
    """Time runs on until the next failure; a failure goes back to the last committed step."""

    parts: Parts
    every: int
    draw: Draw
    left: float  # seconds until the next failure
    wall: float = 0.0
    failures: int = 0
    at: int = 0
    committed: int = 0  # steps in the newest checkpoint that counts
    written: int = 0  # steps in the one that is on its way; 0: none is
    behind: float = 0.0  # seconds until that one is committed

    def passes(self, seconds: float) -> bool:
        """Whether so much time passes before the next failure."""
        if seconds > self.left:
            self.wall += self.left
            self.failures += 1
            self.left = self.draw()
            return False
        self.wall += seconds
        self.left -= seconds
        self.behind -= seconds
        if self.written and self.behind <= 0:
            self.committed, self.written = self.written, 0
        return True

    def goes_on(self) -> bool:
        """One step more. False where a failure came first."""
        if not self.passes(self.parts.step):
            return False
        self.at += 1
        return True

    def saves(self) -> bool:
        """Take a checkpoint, once the one before is committed. False where a failure is first."""
        if self.written and not self.passes(self.behind):
            return False
        if not self.passes(self.parts.block):
            return False
        self.written, self.behind = self.at, self.parts.behind
        return self.passes(0.0)

    def skips(self, steps: int) -> None:
        """Right after a checkpoint: all whole intervals before the next failure but the last two.

        Nothing happens in them. Where a checkpoint takes longer to write than an interval to
        train, nothing is skipped.
        """
        cycle = self.parts.interval(self.every) + self.parts.block
        if math.isinf(self.left) or self.parts.behind > self.parts.interval(self.every):
            return
        many = min(int(self.left / cycle), (steps - self.at) // self.every) - 2
        if many > 0:
            self.wall += many * cycle
            self.left -= many * cycle
            self.at += many * self.every
            self.committed, self.written = self.at - self.every, self.at
            self.behind = self.parts.behind
            self.passes(0.0)

    def restarts(self) -> None:
        """From the newest checkpoint, as often as it takes."""
        self.at, self.written = self.committed, 0
        while not self.passes(self.parts.restart):
            pass


def replay(parts: Parts, every: int, steps: int, draw: Draw) -> Replayed:
    """A job of so many steps, with a checkpoint each `every`, on a machine that fails."""
    job, lost = _Job(parts, every, draw, left=draw()), 0
    while job.at < steps:
        struck = not job.goes_on()
        if not struck and job.at < steps and job.at % every == 0:
            struck = not job.saves()
            if not struck:
                job.skips(steps)
        if struck:
            lost += job.at - job.committed
            job.restarts()
    return Replayed(job.wall, job.failures, lost)


def poisson(between: float, seed: int) -> Draw:
    """Exponential times of mean `between`."""
    source = random.Random(seed)
    return lambda: source.expovariate(1.0 / between)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over runs, and its standard error."""

    mean: float
    error: float


def simulate(parts: Parts, every: int, steps: int, between: float, runs: int) -> Estimate:
    """Goodput over `runs` seeds."""
    productive = steps * parts.step
    found = [
        replay(parts, every, steps, poisson(between, seed)).goodput(productive)
        for seed in range(runs)
    ]
    return Estimate(fmean(found), stdev(found) / len(found) ** 0.5 if len(found) > 1 else 0.0)
