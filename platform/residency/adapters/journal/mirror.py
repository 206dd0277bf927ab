"""Journals into the tracker: in the background of a run, or all at once by `residency sync`."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from residency.adapters.journal.place import Place, held, places, settle
from residency.adapters.journal.replay import Cut, Replay, keys
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
    """The journals that no process holds: of runs that ended before the tracker had all.

    Each is replayed on its own: one that is stuck holds up those alone that speak of its runs.
    """

    def __init__(self, root: Path, target: Tracker, but: Place | None = None) -> None:
        """`but` is the journal of this process."""
        self._root, self._target, self._but = root, target, but
        self._replays: dict[Path, Replay] = {}  # they know which runs are open
        self._told: set[Path] = set()
        self.behind: set[str] = set()  # keys of the runs of journals that are stuck
        self.problem: TrackerAway | OSError | None = None  # of the first of these

    def replay(self) -> None:
        """Replay them all, then raise the first problem: TrackerAway or OSError."""
        self.catch_up()
        if self.problem is not None:
            raise self.problem

    def catch_up(self) -> None:
        """Replay them, oldest first, and remove what is through.

        Raises what a journal raised where the tracker answers nobody: the others would wait for
        it in vain.
        """
        self.behind, self.problem = set(), None
        for place in places(self._root):
            if self._but is not None and place.folder == self._but.folder:
                continue
            try:
                self._replay(place)
            except (TrackerAway, OSError) as error:
                self._stuck(place, error)
            except ResidencyError as error:  # of a later version: left alone
                self._tell(place, error.message)

    def _replay(self, place: Place) -> None:
        with held(place) as mine:
            if not mine or not place.log.is_file():
                return
            if place.folder not in self._replays:
                self._replays[place.folder] = Replay(place, self._target)
            self._replays[place.folder].drain(behind=self.behind)
            settle(place)
            del self._replays[place.folder]

    def _stuck(self, place: Place, error: TrackerAway | OSError) -> None:
        self.problem = self.problem or error
        self._tell(place, error.message if isinstance(error, TrackerAway) else str(error))
        try:
            self._target.check()
        except ResidencyError:
            raise error from None
        with suppress(ResidencyError, OSError):
            self.behind |= keys(place)

    def _tell(self, place: Place, why: str) -> None:
        if place.folder not in self._told:
            self._told.add(place.folder)
            logger.warning("tracking left in %s waits: %s", place.folder.name, why)


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

    def __init__(
        self,
        place: Place,
        root: Path,
        target: Tracker,
        pace: Pace | None = None,
        cut: Cut = lambda end, before: False,
    ) -> None:
        """`cut` shortens the journal of this process: it may write it for weeks."""
        super().__init__(name="tracking", daemon=True)
        self._place, self._root, self._target = place, root, target
        self._backlog = Backlog(root, target, but=place)
        self._pace, self._cut = pace or Pace(), cut
        self._ids: dict[str, TrackedRun] = {}
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._failures = 0
        self._behind_for = 0  # tries at the backlog that left something of it
        self._due = 0.0  # the next one, by the monotonic clock
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
                settle(self._place)

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
        if left.refused:
            logger.warning(
                "the tracker refused %d calls; `residency status` says more", left.refused
            )

    def _works(self) -> bool:
        return self.is_alive() and not self._failures

    def _ended(self, replay: Replay) -> bool:
        """Replay once. Whether that was the last time."""
        closing = self._closing.is_set()
        try:
            self._catch_up()
            replay.drain(self._goes_on, self._backlog.behind)
            replay.shorten(self._cut)
        except (ResidencyError, OSError) as error:
            if not self._failures:
                told = error.message if isinstance(error, ResidencyError) else str(error)
                logger.warning("tracking failed, the work goes on: %s", told)
            self._set_failures(self._failures + 1)
        else:
            self._set_failures(0)
        return closing

    def _catch_up(self) -> None:
        """Give the backlog a try, at a pace of its own: what is stuck there is no outage here."""
        if time.monotonic() < self._due:
            return
        self._backlog.catch_up()
        self._behind_for = self._behind_for + 1 if self._backlog.problem is not None else 0
        if self._behind_for:
            self._due = time.monotonic() + backoff(self._behind_for, self._pace)

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
