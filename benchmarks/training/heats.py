"""Contestants that are loaded together and take turns, and what is concluded from their times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from math import inf, isfinite
from pathlib import Path
from statistics import mean
from typing import Final

from benchmarks.measure.interleaved import interleave
from benchmarks.training.contestants import residency
from benchmarks.training.job import Job
from benchmarks.training.running import Running, running

OURS: Final = "residency"
WARM: Final = 1  # steps after the first, that nobody counts
CHECKED: Final = 5  # first steps whose losses are held against each other


@dataclass(frozen=True, slots=True)
class Length:
    """How long contestants are watched."""

    rounds: int  # starts of everybody
    turns: int  # of each, once all are loaded
    steps: int  # of a turn

    @property
    def data(self) -> int:
        """Steps that one start makes."""
        return 1 + WARM + self.turns * self.steps


@dataclass(slots=True)
class Runs:
    """What was seen of one contestant, over all rounds."""

    starts: list[float] = field(default_factory=list)  # seconds to the end of the first step
    seconds: list[float] = field(default_factory=list)  # of a step, turn by turn
    processor: list[float] = field(default_factory=list)  # the same of all ranks' processor time
    peaks: list[float] = field(default_factory=list)  # MiB, by round
    losses: list[list[float]] = field(default_factory=list)  # by step, by round
    mfu: list[float] = field(default_factory=list)  # of ours, where the hardware's peak is known

    def apart(self, other: Runs, steps: int | None) -> float:
        """The greatest difference of the first losses of a round; infinite where some lack."""
        pairs = [
            (mine[:steps], their[:steps])
            for mine, their in zip(self.losses, other.losses, strict=True)
        ]
        if any(not mine or len(mine) != len(their) for mine, their in pairs):
            return inf
        apart = [abs(a - b) for pair in pairs for a, b in zip(*pair, strict=True)]
        return max(one if isfinite(one) else inf for one in apart)


def heat(
    jobs: Mapping[str, Job], length: Length, folder: Path, tell: Callable[[str], None]
) -> dict[str, Runs]:
    """All of them, by name; one after another loads, then all take turns.

    `tell` is given a line when one has loaded, and when a round has ended.
    """
    runs = {name: Runs() for name in jobs}
    names, number = list(jobs), count()
    for turned in range(length.rounds):
        order = names[turned % len(names) :] + names[: turned % len(names)]
        with ExitStack() as stack:
            alive: dict[str, Running] = {}
            for name in order:
                job = replace(jobs[name], out=str(folder / f"{name}-{next(number)}"))
                alive[name] = stack.enter_context(running(job))
                first = alive[name].turn(1)
                runs[name].starts.append(alive[name].since_start(first))
                runs[name].losses.append(list(first.losses))
                tell(f"round {turned + 1}: {name} has loaded, {runs[name].starts[-1]:.1f} s")
            _take_turns(alive, runs, length)
        means = (f"{name} {mean(own.seconds[-length.turns :]):.2f}" for name, own in runs.items())
        tell(f"round {turned + 1} of {length.rounds}, seconds a step: {', '.join(means)}")
    return runs


def _take_turns(alive: Mapping[str, Running], runs: Mapping[str, Runs], length: Length) -> None:
    for name, one in alive.items():
        runs[name].losses[-1] += one.turn(WARM).losses
    takes = {name: partial(one.turn, length.steps) for name, one in alive.items()}
    turns = interleave(takes, length.turns)
    for name, one in alive.items():
        own, taken = runs[name], turns[name]
        own.seconds += [turn.step_seconds for turn in taken]
        own.processor += [turn.step_processor for turn in taken]
        own.peaks.append(taken[-1].peak_mib)
        own.losses[-1] += [loss for turn in taken for loss in turn.losses]
        if one.job.contestant == OURS:
            own.losses[-1] = residency.told_losses(Path(one.job.out))
            own.mfu += residency.told(Path(one.job.out), "mfu")[1 + WARM :]
