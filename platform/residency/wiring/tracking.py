"""Tracking of one run: a parent for the pipeline, a child for each step, links to the cached."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from residency.adapters.journal.journal import Journal
from residency.adapters.journal.mirror import Mirror, sync
from residency.adapters.journal.place import new_place
from residency.adapters.journal.waiting import Waiting, waiting
from residency.adapters.mlflow.address import ARTIFACTS, Address, embedded
from residency.adapters.mlflow.connection import Connection
from residency.adapters.mlflow.tracker import MlflowTracker, origin
from residency.errors import EnvironmentProblem, TrackerAway, TrackerDown
from residency.flow.execute import outcome_of
from residency.flow.state import StepState
from residency.plan.record import Outcome, Record
from residency.plan.work import Plan, Step, StepKind
from residency.ports import Point, TrackedStep
from residency.wiring.known_tracker import KnownTracker

if TYPE_CHECKING:
    from residency.wiring.residency import Residency
    from residency.wiring.settings import Settings

logger = logging.getLogger(__name__)

SYNC_TRIES = 4  # of `residency sync`: some seconds of pauses before it gives up
SUMMARISED = ("exact_match", "exact_match.by_patient", "majority_by_question")


def tracking_address(settings: Settings) -> Address:
    """The database of this machine, or what MLFLOW_TRACKING_URI names for a home on S3."""
    if settings.tracking is None:
        return embedded(settings.mlflow)
    named = Address(settings.tracking)
    return named if named.is_server else Address(named.uri, settings.mlflow / ARTIFACTS)


def journals(settings: Settings) -> Path:
    """Where what is tracked is written first, on this machine."""
    return settings.home / "tracking"


def sync_tracking(residency: Residency) -> Waiting:
    """Bring everything that waits to the tracker; what is left, as of runs that are going on.

    Raises EnvironmentProblem where it cannot be reached.
    """
    connection = Connection(residency.tracking)
    connection.check()
    root = journals(residency.settings)
    target = MlflowTracker(connection, residency.identity.current(), source="")
    try:
        sync(root, target, SYNC_TRIES)
    except TrackerAway as error:
        raise EnvironmentProblem(
            f"tracking failed, {waiting(root).calls} calls wait: {error.message}",
            "Nothing is lost: repeat it once the tracker answers.",
        ) from error
    return waiting(root)


class Tracking:
    """The tracker, bound to one run of a plan."""

    def __init__(self, residency: Residency, plan: Plan, run_id: str) -> None:
        self.plan, self.run_id = plan, run_id
        self.connection = Connection(residency.tracking)
        submitter = residency.identity.current()
        target = MlflowTracker(self.connection, submitter, source=plan.source)
        self._origin = origin(submitter, plan.source)  # whoever replays it may be somebody else
        self._known = KnownTracker(residency.store, plan.tenant)
        self._root = root = journals(residency.settings)
        place = new_place(root)
        self._mirror = Mirror(
            place, root, target, cut=lambda end, before: self.tracker.shorten(end, before)
        )
        self.tracker = Journal(place, self.connection.check, self._mirror.ids_of)
        self._lock = threading.Lock()
        self._parent: TrackedStep | None = None
        self._begun = False

    def check(self) -> None:
        """Raise EnvironmentProblem where runs cannot be tracked; else begin to.

        A server that is down, at an address where one has answered this home before, is an
        outage: the journal takes what is tracked. Once begun, nothing: a job of several steps asks
        before each.
        """
        if self._begun:
            return
        address = self.connection.address
        try:
            self.tracker.check()
        except TrackerDown as error:
            if not self._known.is_known(address):
                raise
            logger.warning(
                "%s. It has worked before, so the run goes on: what it tracks waits in %s, and "
                "`residency sync` brings it to the tracker",
                error.message,
                self._root,
            )
        else:
            if address.is_server:
                self._known.note(address)
        self._begun = True
        self._mirror.start()

    @property
    def parent(self) -> TrackedStep:
        """The pipeline's run, made at the first use."""
        with self._lock:
            if self._parent is None:
                tags = {"residency.pipeline": self.plan.pipeline, "residency.run": self.run_id}
                tags |= self._origin
                self._parent = self.tracker.pipeline(self.plan.pipeline, self.run_id, tags)
                self._parent.params(self.plan.overrides)
            return self._parent

    def step(self, plan: Plan, step: Step) -> TrackedStep:
        """The child run of a step: the same one when a killed run goes on under its id."""
        tags = {"residency.step": step.id, "residency.fingerprint": step.fingerprint}
        tags |= self._origin
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
        """End the parent, where it was made, and give the tracker a moment to take the rest."""
        if self._parent is not None:
            outcome = Outcome.DONE if error is None else outcome_of(error)
            self._parent.finish(outcome.value)
        if self._mirror.is_alive():
            self._mirror.close()
        self.tracker.close()
