"""The same run with checkpoints and without, segment by segment in turn.

A checkpoint falls behind the first step of each segment, so that what is written behind training
is written behind the steps of its own run, and not while the other one has its turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

from benchmarks.training.contestants import residency
from benchmarks.training.job import Job
from benchmarks.training.running import Running, Turn, running

_MEASURED = 2  # steps that tell how long a segment must be
_LEAST = 3  # steps of a segment: one before the checkpoint, and some behind which it is written
_CHECKPOINT = "seconds.checkpoint"


@dataclass(frozen=True, slots=True)
class Segments:
    """What was seen of both runs. Seconds are of whole segments."""

    steps: int  # of a segment
    written: tuple[float, ...]  # of segments with a checkpoint
    without: tuple[float, ...]
    blocked: float  # seconds that the run itself counts as checkpoint, over all segments
    bytes: int  # of one checkpoint
    apart: float  # greatest difference of both runs' losses

    @property
    def blocked_share(self) -> float:
        """Of the run's time, by its own account."""
        return self.blocked / sum(self.written)

    @property
    def slower(self) -> float:
        """What the run with checkpoints takes more, of the time of the one without."""
        return sum(self.written) / sum(self.without) - 1


def segments(job: Job, minutes: float, checkpoints: int, folder: Path) -> Segments:
    """Run for so many minutes with so many checkpoints, and as long without."""
    with ExitStack() as stack:
        without = stack.enter_context(running(replace(job, out=str(folder / "without"))))
        without.turn(1)
        seconds = without.turn(_MEASURED).step_seconds
        steps = max(_LEAST, ceil(minutes * 60 / checkpoints / seconds))
        with_job = replace(job, out=str(folder / "with"), checkpoint_every=steps)
        writing = stack.enter_context(running(with_job))
        before = steps - 1  # so that the first step of each segment ends in a checkpoint
        writing.turn(before)
        _catch_up(without, before - 1 - _MEASURED)
        pairs = [_pair(writing, without, steps, number) for number in range(checkpoints)]
    points = residency.told(Path(with_job.out), _CHECKPOINT)
    ours, others = (residency.told_losses(folder / name) for name in ("with", "without"))
    return Segments(
        steps=steps,
        written=tuple(own.end - own.begin for own, _ in pairs),
        without=tuple(other.end - other.begin for _, other in pairs),
        blocked=sum(points[before:]),
        bytes=_bytes_of_one(Path(with_job.out) / "checkpoints"),
        apart=max(abs(a - b) for a, b in zip(ours, others, strict=False)),
    )


def _catch_up(run: Running, steps: int) -> None:
    if steps > 0:
        run.turn(steps)


def _pair(writing: Running, without: Running, steps: int, number: int) -> tuple[Turn, Turn]:
    """One segment of each, another one first each time."""
    if number % 2:
        other = without.turn(steps)
        return writing.turn(steps), other
    return writing.turn(steps), without.turn(steps)


def _bytes_of_one(root: Path) -> int:
    """Of the files of a whole checkpoint: the last may have been on its way."""
    sizes = [
        sum(path.stat().st_size for path in step.rglob("*") if path.is_file())
        for step in root.glob("step-*")
    ]
    return max(sizes, default=0)


def shares(seconds: Sequence[float], others: Sequence[float]) -> list[float]:
    """What each of the first takes more than the second of its pair."""
    return [own / other - 1 for own, other in zip(seconds, others, strict=True)]
