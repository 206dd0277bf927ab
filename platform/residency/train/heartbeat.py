"""Signs of life: each rank says what it is at, and whoever started it notices when it stops.

A rank that hangs (stopped, swapped out, waiting on a dead disk) is no error to anybody: its
peers wait in a collective that never ends. So each phase has a deadline, after the last sign.
"""

from __future__ import annotations

import math
import os
import platform
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from statistics import median

from pydantic import ValidationError

from residency.spec.base import SpecModel
from residency.train.durable import overwrite

BEATS = "beats"
_REMEMBERED = 50  # steps whose median is what a step takes


class Phase(StrEnum):
    """What a rank is at."""

    WAIT = "wait"  # for the steps before, as long as they take
    LOAD = "load"  # model, data and checkpoint
    STEP = "step"  # the first one, which warms up, has the time of LOAD
    CHECKPOINT = "checkpoint"  # what of it blocks training
    EXPORT = "export"
    ENDED = "ended"


class Beat(SpecModel):
    """One sign of life."""

    number: int  # of this rank's signs
    phase: Phase
    step: int  # steps done
    pid: int
    node: str
    usual: float | None = None  # seconds of a step, as median of the last ones
    bytes: int = 0  # that all ranks together are going to move in this phase


_NONE_YET = Beat(number=0, phase=Phase.LOAD, step=0, pid=0, node="")


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds that a phase may go without a sign.

    Where files are read or written, the time that they take at `throughput` comes on top: a
    checkpoint of 255 GB is no hung worker after ten minutes, and one of a megabyte is.
    """

    load: float = 1800.0  # imports from a cold file system, kernels that are compiled
    least_step: float = 10.0
    step_factor: float = 3.0  # of the usual step
    checkpoint: float = 60.0
    export: float = 600.0
    end: float = 300.0  # for a process to go, and for its job to notice
    throughput: float = 100e6  # bytes a second of all ranks together: the least that is expected

    def of(self, beat: Beat) -> float:
        """For a rank whose last sign this was."""
        match beat.phase:
            case Phase.WAIT:
                return math.inf
            case Phase.ENDED:
                return self.end
            case Phase.STEP if beat.usual is not None:
                return max(self.least_step, self.step_factor * beat.usual)
            case Phase.CHECKPOINT:
                least = self.checkpoint
            case Phase.EXPORT:
                least = self.export
            case _:
                least = self.load
        return least + beat.bytes / self.throughput


STANDARD = Deadlines()


class Heart:
    """Gives one rank's signs: a small file in the attempt's folder, rewritten each time."""

    def __init__(self, folder: Path, rank: int) -> None:
        self._path = folder / BEATS / f"rank-{rank:05d}.json"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._steps: deque[float] = deque(maxlen=_REMEMBERED)
        self._in_step: float | None = None  # since when
        self._number, self._node = 0, platform.node()
        self._bytes: dict[Phase, int] = {}

    def weigh(self, phase: Phase, moved: int) -> None:
        """Say how many bytes all ranks together are going to read or write in a phase."""
        self._bytes[phase] = moved

    def beat(self, phase: Phase, step: int = 0) -> None:
        """Say that this rank begins something."""
        now = time.monotonic()
        if self._in_step is not None:
            self._steps.append(now - self._in_step)
        self._in_step = now if phase is Phase.STEP else None
        usual = median(self._steps) if self._steps else None
        self._number += 1
        beat = Beat(
            number=self._number,
            phase=phase,
            step=step,
            pid=os.getpid(),
            node=self._node,
            usual=usual,
            bytes=self._bytes.get(phase, 0),
        )
        overwrite(self._path, beat.model_dump_json().encode())


@dataclass(frozen=True, slots=True)
class Overdue:
    """A rank that gives no sign."""

    rank: int
    beat: Beat  # its last
    silent: float  # seconds since
    limit: float

    def __str__(self) -> str:
        at = f"{self.beat.phase.value}, after step {self.beat.step}"
        return f"rank {self.rank} ({at}) gave no sign for {self.silent:.0f} s of {self.limit:.0f}"


class Watch:
    """Looks at the signs of all ranks of an attempt.

    Time is that of this process alone: it counts from when it first saw a sign. From `begin`, or
    the first sign of any rank, those of which there is none yet are taken to load.
    """

    def __init__(
        self,
        folder: Path,
        deadlines: Deadlines = STANDARD,
        clock: Callable[[], float] = time.monotonic,
        *,
        ranks: int,
    ) -> None:
        self._folder, self._deadlines, self._clock = folder / BEATS, deadlines, clock
        self._expected = range(ranks)
        self._seen: dict[int, tuple[float, Beat]] = {}

    def begin(self) -> None:
        """All ranks are processes from now on: one that never gives a sign is overdue too."""
        for rank in self._expected:
            self._seen.setdefault(rank, (self._clock(), _NONE_YET))

    def overdue(self) -> list[Overdue]:
        """Ranks that gave none for longer than their phase may last, the most silent first."""
        self._look()
        now = self._clock()
        late = []
        for rank, (since, beat) in self._seen.items():
            limit = self._deadlines.of(beat)
            if now - since > limit:
                late.append(Overdue(rank, beat, now - since, limit))
        return sorted(late, key=lambda one: (one.beat.step, -one.silent, one.rank))

    def ranks(self) -> dict[int, Beat]:
        """The last sign of each rank."""
        self._look()
        return {rank: beat for rank, (_, beat) in self._seen.items() if beat is not _NONE_YET}

    def _look(self) -> None:
        for rank, path in self._files():
            try:
                beat = Beat.model_validate_json(path.read_bytes())
            except (OSError, ValidationError):
                continue  # it is being written
            if rank not in self._seen or self._seen[rank][1] != beat:
                self._seen[rank] = (self._clock(), beat)
        if self._seen:
            self.begin()

    def _files(self) -> Iterator[tuple[int, Path]]:
        for path in self._folder.glob("rank-*.json"):
            yield int(path.stem.removeprefix("rank-")), path
