"""How far reading tasks have come, told while they run: who waits sees that a set moves.

The tasks count into an actor, and a thread of the driver reports what it holds. Neither is waited
for: a count that is lost, or made twice by a task that ran twice, changes what people see for a
moment and nothing that is written.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import ray
from ray.exceptions import RayError

EVERY = 1.0  # seconds between two tellings of a task, and two looks of the driver


@dataclass(frozen=True, slots=True)
class Reached:
    """What reading tasks have done so far."""

    units: int
    rows: int


class Counter:
    """The actor: adds up what tasks tell."""

    def __init__(self) -> None:
        self._units: set[int] = set()  # a task that runs again ends the same units
        self._rows = 0

    def add(self, units: Sequence[int], rows: int) -> None:
        """Units that ended, by their numbers, and rows that were read, since the last telling."""
        self._units.update(units)
        self._rows += rows

    def reached(self) -> Reached:
        """All of it."""
        return Reached(len(self._units), self._rows)


@dataclass(slots=True)
class Teller:
    """Counts for one task, and tells the actor now and then. Without one it tells nobody."""

    counter: Any = None  # handle of a Counter, of no common type
    _units: list[int] = field(default_factory=list)
    _rows: int = 0
    _told: float = field(default_factory=monotonic)

    def count(self, unit: int, *, ended: bool) -> None:
        """One more row of a unit was read, or the unit has ended."""
        if ended:
            self._units.append(unit)
        else:
            self._rows += 1
        if monotonic() - self._told >= EVERY:
            self.close()

    def close(self) -> None:
        """Tell what is left."""
        if self.counter is not None:
            self.counter.add.remote(self._units, self._rows)
        self._units, self._rows, self._told = [], 0, monotonic()


@contextmanager
def counting(report: Callable[[Reached], None]) -> Iterator[Any]:
    """The handle of a Counter for the tasks of this block; what it holds is reported meanwhile."""
    counter: Any = ray.remote(Counter).options(num_cpus=0).remote()
    ended = threading.Event()
    watch = threading.Thread(target=_watch, args=(counter, report, ended), daemon=True)
    watch.start()
    try:
        yield counter
    finally:
        ended.set()
        watch.join()
        ray.kill(counter)


def _watch(counter: Any, report: Callable[[Reached], None], ended: threading.Event) -> None:
    """Report until `ended`; a lost actor ends the reports, not the reading."""
    asked = counter.reached.remote()
    while not ended.wait(EVERY):
        try:
            ready, _ = ray.wait([asked], timeout=0)
            if ready:
                report(ray.get(asked))
                asked = counter.reached.remote()
        except RayError:
            return
