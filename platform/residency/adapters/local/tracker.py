"""Tracking in memory: the shipped fake, and what runs use that are not tracked."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from residency.errors import EnvironmentProblem
from residency.plan.record import TrackedRun
from residency.ports import Curve, DataInput, Point, Table, TrackedStep


class MemoryRun:
    """Implements the TrackedStep port; its public attributes are what was logged."""

    def __init__(self, run_id: str, name: str, parent: MemoryRun | None = None) -> None:
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
        self._lock = threading.Lock()

    @property
    def ids(self) -> TrackedRun | None:
        """Its ids."""
        parent = self.parent.run_id if self.parent is not None else None
        return TrackedRun(run_id=self.run_id, parent_id=parent)

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

    def finish(self, outcome: str) -> None:
        """Keep the outcome."""
        self.outcome = outcome


class MemoryTracker:
    """Implements the Tracker port; `runs` are those that were asked for, by key."""

    def __init__(self, *, problem: str = "") -> None:
        """`problem` is what `check` finds wrong."""
        self.runs: dict[str, MemoryRun] = {}
        self._problem = problem
        self._lock = threading.Lock()

    def check(self) -> None:
        """Raise EnvironmentProblem where it was made with a problem."""
        if self._problem:
            raise EnvironmentProblem(self._problem, "Correct the tracking address.")

    def pipeline(self, pipeline: str, run: str, tags: Mapping[str, str]) -> TrackedStep:
        """The parent run of one run of a pipeline; the same key gives the same run."""
        return self._run(f"{pipeline}/{run}", run, tags, None)

    def step(
        self, parent: TrackedStep, step: str, key: str, tags: Mapping[str, str]
    ) -> TrackedStep:
        """A child run; the same key gives the same run."""
        if not isinstance(parent, MemoryRun):
            raise TypeError(f"{parent!r} is not a run of this tracker")
        return self._run(key, step, tags, parent)

    def _run(
        self, key: str, name: str, tags: Mapping[str, str], parent: MemoryRun | None
    ) -> MemoryRun:
        with self._lock:
            run = self.runs.setdefault(key, MemoryRun(f"run-{len(self.runs) + 1}", name, parent))
        run.outcome = "running"
        run.tags(tags)
        return run
