"""Where people look at runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from residency.plan.record import TrackedRun


@dataclass(frozen=True, slots=True)
class Point:
    """One value of one curve. (run, name, step) identifies it, so a replay changes nothing."""

    name: str
    step: int
    value: float
    time: float  # seconds since the epoch


@dataclass(frozen=True, slots=True)
class DataInput:
    """A dataset that a step used."""

    name: str
    version: str
    sha256: str
    role: str  # "training", "evaluation"
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table for people. Cells are text, numbers or PNG bytes."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | bytes | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """A named line of a plot: x and y of equal length."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]


class TrackedStep(Protocol):
    """A run of the tracker that belongs to one step (or to the whole pipeline).

    Every call changes nothing when it is made twice. A tracker that others see raises TrackerAway
    where a call could not be made now, and TrackerRefused where it never can. Steps are given a
    journal, which takes every call at once and repeats it until the tracker has it.
    """

    @property
    def ids(self) -> TrackedRun | None:
        """Its ids; None where nothing is tracked."""

    def params(self, values: Mapping[str, str]) -> None: ...

    def tags(self, values: Mapping[str, str]) -> None: ...

    def points(self, points: Sequence[Point]) -> None:
        """Add points; one that is there already is not added twice."""

    def inputs(self, inputs: Sequence[DataInput]) -> None: ...

    def table(self, table: Table) -> None:
        """Log a table, its PNG cells as pictures."""

    def curves(self, name: str, curves: Sequence[Curve], *, x: str, y: str) -> None:
        """Log a plot."""

    def file(self, path: Path, folder: str = "") -> None: ...

    def finish(self, outcome: str, *, at: float | None = None) -> None:
        """End the run. `at`: when it ended, in seconds since the epoch; None: now."""


class Tracker(Protocol):
    """Where people look at runs.

    A wrong address fails at the start; a failure after that never fails a step. `at` says when a
    run began, in seconds since the epoch (None: now), where it is made after the fact.
    """

    def check(self) -> None:
        """Raise EnvironmentProblem where it cannot be used."""

    def pipeline(
        self, pipeline: str, run: str, tags: Mapping[str, str], *, at: float | None = None
    ) -> TrackedStep:
        """The parent run of one run of a pipeline; the same key gives the same run."""

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
