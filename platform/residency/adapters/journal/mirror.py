"""Journals into the tracker: in the background of a run, or all at once by `residency sync`."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from residency.adapters.journal.place import Place, forget, held, places
from residency.adapters.journal.replay import Replay
from residency.adapters.journal.waiting import calls_left, waiting
from residency.errors import ResidencyError, TrackerAway
from residency.plan.record import TrackedRun
from residency.ports import Tracker

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the tracker is asked, in seconds."""

    look: float = 0.5  # between looks into the journal: points of that time go in one request
    first: float = 1.0  # the longest pause after a failure; doubled by each further one
    most: float = 60.0
    ids: float = 5.0  # that a record waits for the ids of its run
    close: float = 60.0  # that the end of a run waits for a tracker that works
    stalled: float = 10.0  # and for one that does not answer


def backoff(failures: int, pace: Pace, draw: Callable[[], float] = random.random) -> float:
    """Seconds until the next try: any share of a bound that doubles, so that clients spread."""
    return draw() * min(pace.most, pace.first * 2.0 ** min(failures - 1, 30))


class Backlog:
    """The journals that no process holds: of runs that ended before the tracker had all."""

    def __init__(self, root: Path, target: Tracker, but: Place | None = None) -> None:
        """`but` is the journal of this process."""
        self._root, self._target, self._but = root, target, but
        self._replays: dict[Path, Replay] = {}  # they know which runs are open

    def replay(self) -> None:
        """Replay them, oldest first, and remove what is through. Raises TrackerAway."""
        for place in places(self._root):
            if self._but is None or place.folder != self._but.folder:
                with held(place) as mine:
                    if mine and place.log.is_file():
                        self._replay(place)

    def _replay(self, place: Place) -> None:
        if place.folder not in self._replays:
            self._replays[place.folder] = Replay(place, self._target)
        self._replays[place.folder].drain()
        if not place.refused.exists():
            forget(place)
            del self._replays[place.folder]


def sync(root: Path, target: Tracker, tries: int = 1, pace: Pace | None = None) -> None:
    """Replay what waits, now. Raises TrackerAway where it was that at every try."""
    backlog = Backlog(root, target)
    for failures in range(1, tries):
        try:
            backlog.replay()
        except TrackerAway:
            time.sleep(backoff(failures, pace or Pace()))
        else:
            return
    backlog.replay()


class Mirror(threading.Thread):
    """Replays this process's journal, and before it those that others left.

    Nobody waits for it, except for a moment the end of a run, and where it works the record of a
    step, which names its run.
    """

    def __init__(self, place: Place, root: Path, target: Tracker, pace: Pace | None = None):
        super().__init__(name="tracking", daemon=True)
        self._place, self._root, self._target = place, root, target
        self._backlog = Backlog(root, target, but=place)
        self._pace = pace or Pace()
        self._ids: dict[str, TrackedRun] = {}
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._failures = 0
        self._progress = time.monotonic()

    def ids_of(self, key: str) -> TrackedRun | None:
        """The tracker's ids of a run; waits for them a moment, unless the tracker is away."""
        with self._changed:
            self._changed.wait_for(lambda: key in self._ids or not self._works(), self._pace.ids)
            return self._ids.get(key)

    def run(self) -> None:
        """Replay until closed."""
        with ExitStack() as stack:
            if not stack.enter_context(held(self._place)):
                raise RuntimeError(f"{self._place.folder} is another process's journal")
            replay = Replay(self._place, self._target, self._heard)
            while not self._ended(replay):
                pause = backoff(self._failures, self._pace) if self._failures else self._pace.look
                self._closing.wait(pause)
            if not self._failures and not calls_left(self._place):
                forget(self._place)

    def close(self) -> None:
        """Wait for what is left while the tracker takes it; say what it did not take."""
        self._closing.set()
        start = self._progress = time.monotonic()
        while self.is_alive():
            self.join(0.05)
            now = time.monotonic()
            if now > start + self._pace.close or now > self._progress + self._pace.stalled:
                break
        left = waiting(self._root)
        if left:
            logger.warning(
                "%d tracking calls wait for the tracker; `residency sync` repeats them", left.calls
            )

    def _works(self) -> bool:
        return self.is_alive() and not self._failures

    def _ended(self, replay: Replay) -> bool:
        """Replay once. Whether that was the last time."""
        closing = self._closing.is_set()
        try:
            self._backlog.replay()
            replay.drain(self._goes_on)
        except (ResidencyError, OSError) as error:
            if not self._failures:
                told = error.message if isinstance(error, ResidencyError) else str(error)
                logger.warning("tracking failed, the work goes on: %s", told)
            self._set_failures(self._failures + 1)
        else:
            self._set_failures(0)
        return closing

    def _goes_on(self) -> bool:
        self._progress = time.monotonic()
        return True

    def _set_failures(self, failures: int) -> None:
        with self._changed:
            self._failures = failures
            self._changed.notify_all()

    def _heard(self, key: str, ids: TrackedRun | None) -> None:
        with self._changed:
            if ids is not None:
                self._ids[key] = ids
            self._changed.notify_all()
