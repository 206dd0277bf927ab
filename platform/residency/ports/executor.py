"""Executing one step: what it is given and what it returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from residency.plan.record import Metric, Record, Rows
from residency.plan.work import Plan, Step
from residency.ports.progress import ProgressSink
from residency.ports.stop_signal import StopSignal
from residency.ports.tracker import TrackedStep


class Earlier(Protocol):
    """What the steps before have left. Both calls block until those steps are done.

    They return at once as a rule; a launcher that starts a step early, so that its launch
    overlaps what precedes it, makes them wait. They raise Preempted when that never comes.
    """

    def paths(self) -> Mapping[str, Path]:
        """Role -> local path of the verified artifact."""

    def records(self) -> Mapping[str, Record]:
        """Records of the steps of `after`, by step id."""


@dataclass(frozen=True, slots=True)
class StepContext:
    """All that an executor is given besides its step."""

    plan: Plan
    step: Step
    attempt: str
    folder: Path  # the attempt's own folder, local
    checkpoints: Path  # shared by the attempts of the step
    earlier: Earlier
    track: TrackedStep
    progress: ProgressSink
    stopping: StopSignal


@dataclass(frozen=True, slots=True)
class StepResult:
    """What an executor returns; the record is made of it."""

    outputs: tuple[str, ...]  # names below the attempt's folder
    metrics: tuple[Metric, ...] = ()
    rows: Rows | None = None
    tokens: int | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    world_size: int = 1
    data_state: str = ""
    key_id: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)


class Executor(Protocol):
    """Does the work of one kind of step."""

    def __call__(self, context: StepContext) -> StepResult:
        """Work inside `context.folder`; raise GateRejected, Preempted or another error."""
