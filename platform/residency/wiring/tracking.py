"""Tracking of one run: a parent for the pipeline, a child for each step, links to the cached."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from residency.adapters.mlflow.address import ARTIFACTS, Address, embedded
from residency.adapters.mlflow.connection import Connection
from residency.adapters.mlflow.tracker import MlflowTracker
from residency.flow.execute import outcome_of
from residency.flow.state import StepState
from residency.plan.record import Outcome, Record
from residency.plan.work import Plan, Step, StepKind
from residency.ports import Point, TrackedStep

if TYPE_CHECKING:
    from residency.wiring.residency import Residency
    from residency.wiring.settings import Settings


SUMMARISED = ("exact_match", "exact_match.by_patient", "majority_by_question")


def tracking_address(settings: Settings) -> Address:
    """The database of this machine, or what MLFLOW_TRACKING_URI names for a home on S3."""
    if settings.tracking is None:
        return embedded(settings.mlflow)
    named = Address(settings.tracking)
    return named if named.is_server else Address(named.uri, settings.mlflow / ARTIFACTS)


class Tracking:
    """The tracker, bound to one run of a plan."""

    def __init__(self, residency: Residency, plan: Plan, run_id: str) -> None:
        self.plan, self.run_id = plan, run_id
        self.connection = Connection(residency.tracking)
        self.tracker = MlflowTracker(
            self.connection, residency.identity.current(), source=plan.source
        )
        self._lock = threading.Lock()
        self._parent: TrackedStep | None = None

    def check(self) -> None:
        """Raise EnvironmentProblem where runs cannot be tracked."""
        self.connection.check()

    @property
    def parent(self) -> TrackedStep:
        """The pipeline's run, made at the first use."""
        with self._lock:
            if self._parent is None:
                tags = {"residency.pipeline": self.plan.pipeline, "residency.run": self.run_id}
                self._parent = self.tracker.pipeline(self.plan.pipeline, self.run_id, tags)
                self._parent.params(self.plan.overrides)
            return self._parent

    def step(self, plan: Plan, step: Step) -> TrackedStep:
        """The child run of a step: the same one when a killed run goes on under its id."""
        tags = {"residency.step": step.id, "residency.fingerprint": step.fingerprint}
        key = f"{self.run_id}/{step.id}/{step.fingerprint[:12]}"
        return self.tracker.step(self.parent, step.id, key, tags)

    def link_cached(self, found: tuple[StepState, ...]) -> None:
        """Note on the parent which steps were cached, and the runs that made them."""
        links = {
            f"residency.cached.{state.step.id}": state.record.tracked.run_id
            for state in found
            if state.record is not None and state.record.tracked is not None
        }
        if links:
            self.parent.tags(links)

    def summarise(self, records: Mapping[str, Record]) -> None:
        """Put each evaluation's scores on the parent, where runs are compared."""
        now = time.time()
        points = [
            Point(f"{step.removeprefix('evaluate.')}.{metric.name}", 0, metric.value, now)
            for step, record in records.items()
            if record.kind == StepKind.EVALUATE
            for metric in record.metrics
            if metric.name in SUMMARISED
        ]
        if points:
            self.parent.points(points)

    def finish(self, error: BaseException | None) -> None:
        """End the parent, where it was made."""
        if self._parent is not None:
            outcome = Outcome.DONE if error is None else outcome_of(error)
            self._parent.finish(outcome.value)
