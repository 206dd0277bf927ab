"""Real jobs that are killed at drawn times: two ranks of the tests' tiny model under DeepSpeed.

Each attempt is forked from a process that has imported everything (tests/chaos), so that a restart
takes seconds instead of fifteen, and many fit into two minutes.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from benchmarks.failures.parts import Parts
from benchmarks.failures.simulation import Draw
from residency.plan import layout
from residency.train.account import CHECKPOINT, Account
from residency.train.heartbeat import Beat, Phase, Watch
from residency.train.metrics import MetricsFollower
from tests.chaos.job import RANKS, Job, chaos_work
from tests.chaos.launch import Launch
from tests.chaos.server import ForkServer

POLL_SECONDS = 0.002
_MOST_ATTEMPTS = 200


@dataclass(frozen=True, slots=True)
class Killed:
    """What a job took that was killed now and then."""

    wall: float  # from the begin of its first whole step to the end of its last
    kills: int
    restarts: tuple[float, ...]  # from a kill to the begin of a whole step, where it came to one


class Killer:
    """Follows one job over its attempts, and kills both ranks when it is time.

    An attempt's first step still counts as loading: it warms up.
    """

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._due: float | None = None
        self.folder: Path | None = None  # of the running attempt
        self.kills: list[float] = []  # by the monotonic clock, as all times here
        self.begins: dict[int, float] = {}  # first whole steps, by the kills before them
        self.end = 0.0

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Look, and kill, while the block lasts."""
        ended = threading.Event()
        thread = threading.Thread(target=self._follow, args=(ended,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _follow(self, ended: threading.Event) -> None:
        while not ended.wait(POLL_SECONDS):
            if self.folder is not None and not self.end:
                self._look(list(Watch(self.folder, ranks=RANKS).ranks().values()))

    def _look(self, beats: Sequence[Beat]) -> None:
        now, phases = time.monotonic(), {beat.phase for beat in beats}
        if phases & {Phase.EXPORT, Phase.ENDED}:
            self.end = now
            return
        if Phase.STEP in phases:
            self.begins.setdefault(len(self.kills), now)
            self._due = self._due or now + self._draw()
        if self._due is not None and now >= self._due and len(beats) == RANKS:
            self.folder = None
            self.kills.append(now)
            self._due = now + self._draw()
            for beat in beats:
                with suppress(ProcessLookupError):
                    os.kill(beat.pid, signal.SIGKILL)


def killed(server: ForkServer, job: Job, draw: Draw) -> Killed:
    """Run a job until it is done. Raises RuntimeError where an attempt ends for another reason."""
    killer = Killer(draw)
    with killer.at_work():
        for _ in range(_MOST_ATTEMPTS):
            payload = str(job.new_attempt())
            killer.folder = job.attempts[-1]
            ended = server.run(Launch(payload, ranks=RANKS))
            if job.is_done:
                break
            if not ended.error.startswith("WorkerLost"):
                raise RuntimeError(ended.error)
    restarts = (
        begin - killer.kills[number - 1] for number, begin in killer.begins.items() if number
    )
    return Killed(killer.end - killer.begins[0], len(killer.kills), tuple(restarts))


def new_job(root: Path, inputs: dict[str, str], steps: int, every: int) -> Job:
    """One of the tiny model, of so many steps, with a checkpoint each `every`."""
    return Job(root, inputs, chaos_work(steps=steps, checkpoint_every=every))


def measured(job: Job, restarts: Sequence[float]) -> Parts:
    """From all attempts of a job that is done: what the machine gave it, while it was killed."""
    every = job.work.execution.checkpoint_every
    ends = [_ends(folder) for folder in job.attempts]
    steps = sum(len(times) - 1 for times in ends if times)
    whole = sum(max(times.values()) - min(times.values()) for times in ends if times)
    saves = sum(step % every == 0 for times in ends for step in times)
    spent = Account(job.root / "checkpoints", "reader").before().seconds
    block = spent[CHECKPOINT] / saves
    step = (whole - block * saves) / steps
    # A restart is counted to the begin of a whole step: the one that warms up was made, too.
    restart = max(0.0, fmean(restarts) - step) if restarts else 0.0
    return Parts(step, block, max(0.0, median(_behind(job, ends)) - block), restart)


def _ends(folder: Path) -> dict[int, float]:
    """When each step of an attempt ended."""
    points = MetricsFollower(folder / layout.METRICS).new()
    return {point.step: point.time for point in points if point.name == "loss"}


def _behind(job: Job, ends: Sequence[dict[int, float]]) -> list[float]:
    """From the end of a step until its checkpoint was committed, of those that are left."""
    found = []
    for commit in (job.root / "checkpoints").glob("step-*/attempt-*/COMMIT"):
        step, at = int(commit.parent.parent.name.removeprefix("step-")), commit.stat().st_mtime
        found.append(min(at - times[step] for times in ends if times.get(step, at) < at))
    return found
