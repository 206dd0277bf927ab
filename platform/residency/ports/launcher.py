"""Starting steps somewhere, and what only some launchers can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from residency.errors import ResidencyError
from residency.plan.work import Plan, Step


class Phase(StrEnum):
    """Where an attempt is."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    REJECTED = "rejected"
    PREEMPTED = "preempted"


@dataclass(frozen=True, slots=True)
class Status:
    """What a launcher knows of an attempt."""

    phase: Phase
    reason: str = ""
    heartbeat: datetime | None = None
    error: ResidencyError | None = None  # as it was raised, where the launcher can tell

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.phase not in (Phase.PENDING, Phase.RUNNING)


class Launcher(Protocol):
    """Starts steps somewhere. Level-triggered and never blocking."""

    def ensure(self, plan: Plan, step: Step, attempt: str) -> None:
        """Have the attempt exist; calling again changes nothing."""

    def observe(self, attempt: str) -> Status:
        """Where the attempt is. KeyError where it was never ensured."""

    def stop(self, attempt: str, grace: float) -> None:
        """Ask it to end in order within `grace` seconds; then end it."""

    def logs(self, attempt: str) -> str:
        """What it has printed so far."""


@runtime_checkable
class RendersObjects(Protocol):
    """A launcher whose attempts are declarative objects."""

    def objects(self, plan: Plan) -> Sequence[Mapping[str, object]]:
        """The objects of a whole plan, as they would be submitted."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a step would be let in, and why not."""

    step: str
    admitted: bool
    reason: str = ""


@runtime_checkable
class KnowsAdmission(Protocol):
    """A launcher that can say whether a plan would fit its queue."""

    def admission(self, plan: Plan) -> Sequence[Admission]:
        """One entry a step."""
