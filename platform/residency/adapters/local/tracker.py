"""Tracking in memory: the shipped fake, and what runs use that are not tracked."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from residency.errors import EnvironmentProblem, TrackerAway, TrackerRefused
from residency.plan.record import TrackedRun
from residency.ports import Curve, DataInput, Point, Table, TrackedStep


class Fault(StrEnum):
    """What goes wrong with a call."""

    AWAY = "away"  # it is not done
    LOST = "lost"  # it is done, and the answer does not come
    REFUSED = "refused"  # it never will be


@dataclass(slots=True)
class Faults:
    """Which call goes wrong: the one after `after` more, or all from there on."""

    kind: Fault | None = None
    after: int = 0
    lasting: bool = False
    error: BaseException | None = None

    @contextmanager
    def around(self) -> Iterator[None]:
        """A call."""
        strikes = self.kind is not None and self.after <= 0
        self.after -= 1
        if not strikes:
            yield
            return
        kind, error = self.kind, self.error
        if not self.lasting:
            self.kind = None
        if kind is Fault.LOST:
            yield
        if kind is Fault.REFUSED:
            raise error or TrackerRefused("a fault that a test asked for")
        raise error or TrackerAway("a fault that a test asked for")


class MemoryRun:
    """Implements the TrackedStep port; its public attributes are what was logged."""

    def __init__(
        self, run_id: str, name: str, parent: MemoryRun | None = None, faults: Faults | None = None
    ) -> None:
        self.run_id = run_id
        self.name = name
        self.parent = parent
        self.logged_params: dict[str, str] = {}
        self.logged_tags: dict[str, str] = {}
        self.logged_points: dict[tuple[str, int], Point] = {}
        self.logged_inputs: dict[tuple[str, str, str], DataInput] = {}
        self.tables: dict[str, Table] = {}
        self.plots: dict[str, tuple[Curve, ...]] = {}
        self.files: dict[str, bytes] = {}
        self.outcome = "running"
        self.began_at: float | None = None
        self.ended_at: float | None = None
        self._faults = faults or Faults()
        self._threads = threading.Lock()

    @property
    def ids(self) -> TrackedRun | None:
        """Its ids."""
        parent = self.parent.run_id if self.parent is not None else None
        return TrackedRun(run_id=self.run_id, parent_id=parent)

    @property
    @contextmanager
    def _lock(self) -> Iterator[None]:
        with self._threads, self._faults.around():
            yield

    def params(self, values: Mapping[str, str]) -> None:
        """Keep parameters; the first value of a name stays."""
        with self._lock:
            self.logged_params = {**values, **self.logged_params}

    def tags(self, values: Mapping[str, str]) -> None:
        """Keep tags; the last value of a name stays."""
        with self._lock:
            self.logged_tags.update(values)

    def points(self, points: Sequence[Point]) -> None:
        """Keep points; the first of a name and step stays."""
        with self._lock:
            for point in points:
                self.logged_points.setdefault((point.name, point.step), point)

    def inputs(self, inputs: Sequence[DataInput]) -> None:
        """Keep inputs, each once."""
        with self._lock:
            self.logged_inputs.update({(one.name, one.version, one.role): one for one in inputs})

    def table(self, table: Table) -> None:
        """Keep a table; the last of a name stays."""
        with self._lock:
            self.tables[table.name] = table

    def curves(self, name: str, curves: Sequence[Curve], *, x: str, y: str) -> None:
        """Keep a plot; the last of a name stays."""
        with self._lock:
            self.plots[name] = tuple(curves)

    def file(self, path: Path, folder: str = "") -> None:
        """Keep a file's content."""
        with self._lock:
            self.files[f"{folder}/{path.name}".lstrip("/")] = path.read_bytes()

    def finish(self, outcome: str, *, at: float | None = None) -> None:
        """Keep the outcome."""
        with self._lock:
            self.outcome, self.ended_at = outcome, at


class MemoryTracker:
    """Implements the Tracker port; `runs` are those that were asked for, by key."""

    def __init__(self, *, problem: str = "") -> None:
        """`problem` is what `check` finds wrong."""
        self.runs: dict[str, MemoryRun] = {}
        self._problem = problem
        self._faults = Faults()
        self._lock = threading.Lock()

    def fail_next(
        self,
        kind: Fault,
        *,
        after: int = 0,
        lasting: bool = False,
        error: BaseException | None = None,
    ) -> None:
        """Have a call go wrong: the one after `after` more, or with `lasting` all from there."""
        faults = self._faults
        faults.kind, faults.after, faults.lasting, faults.error = kind, after, lasting, error

    def heal(self) -> None:
        """Nothing goes wrong any more."""
        self._faults.kind = None

    def check(self) -> None:
        """Raise EnvironmentProblem where it was made with a problem."""
        if self._problem:
            raise EnvironmentProblem(self._problem, "Correct the tracking address.")

    def pipeline(
        self, pipeline: str, run: str, tags: Mapping[str, str], *, at: float | None = None
    ) -> TrackedStep:
        """The parent run of one run of a pipeline; the same key gives the same run."""
        return self._begun(self._run(f"{pipeline}/{run}", run, None), tags, at)

    def step(
        self,
        parent: TrackedStep,
        step: str,
        key: str,
        tags: Mapping[str, str],
        *,
        at: float | None = None,
    ) -> TrackedStep:
        """A child run; the same key gives the same run."""
        if not isinstance(parent, MemoryRun):
            raise TypeError(f"{parent!r} is not a run of this tracker")
        return self._begun(self._run(key, step, parent), tags, at)

    def _run(self, key: str, name: str, parent: MemoryRun | None) -> MemoryRun:
        with self._lock, self._faults.around():
            run = MemoryRun(f"run-{len(self.runs) + 1}", name, parent, self._faults)
            return self.runs.setdefault(key, run)

    @staticmethod
    def _begun(run: MemoryRun, tags: Mapping[str, str], at: float | None) -> MemoryRun:
        run.outcome = "running"
        run.began_at = at if run.began_at is None else run.began_at
        run.tags(tags)
        return run
