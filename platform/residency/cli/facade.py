"""What the commands need of Residency. `wiring.Residency` is one; the tests have another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from residency.adapters.journal.waiting import Waiting
    from residency.adapters.mlflow.address import Address
    from residency.flow.runner import RunListener, RunSummary
    from residency.flow.state import StepState
    from residency.plan.record import Record
    from residency.plan.work import Plan
    from residency.ports import ModelVersion, Store
    from residency.spec.loader import Loaded


class RunView(Protocol):
    """One run of a pipeline, as the store knows it."""

    @property
    def id(self) -> str: ...
    @property
    def pipeline(self) -> str: ...
    @property
    def plan(self) -> str:
        """The plan's key in the store."""

    @property
    def start(self) -> str: ...
    @property
    def end(self) -> str | None: ...
    @property
    def outcome(self) -> str: ...
    @property
    def submitter(self) -> str: ...


class ApprovalView(Protocol):
    """A person's word on a model's digest."""

    @property
    def person(self) -> str: ...
    @property
    def time(self) -> str: ...


class Endpoint(Protocol):
    """A served model."""

    @property
    def url(self) -> str:
        """The base URL that an OpenAI client is given; it ends in /v1."""

    @property
    def key_file(self) -> Path: ...
    @property
    def model(self) -> str:
        """The id that a request names."""

    @property
    def version(self) -> str: ...


class Facade(Protocol):
    """Residency, as the command line sees it."""

    @property
    def home(self) -> Path: ...
    @property
    def tracking(self) -> Address:
        """Where runs are tracked."""

    @property
    def waiting(self) -> Waiting:
        """How much of what was tracked has not reached the tracker."""

    def sync(self) -> Waiting:
        """Bring it there; what is left."""

    @property
    def store(self) -> Store: ...
    def load(self, path: str, sets: Sequence[str]) -> Loaded: ...
    def plan(self, loaded: Loaded, *, remote: bool = False, prepare: bool = False) -> Plan: ...
    def check_models(self, loaded: Loaded, *, planning: bool = False) -> None:
        """Raise ModelFolderError where a given folder is missing or cannot be used.

        `planning`: only of those that are here.
        """

    def not_looked_at(self, loaded: Loaded) -> tuple[str, ...]:
        """The given folders that are not here, a line each."""

    def read_plan(self, uri: str) -> Plan: ...
    def states(self, plan: Plan) -> tuple[StepState, ...]: ...
    def run(self, plan: Plan, listener: RunListener, *, wait: bool = False) -> RunSummary: ...
    def execute(self, plan_uri: str, step_ids: Sequence[str]) -> None: ...
    def objects(self, plan: Plan) -> Sequence[Mapping[str, object]]: ...
    def runs(self, pipeline: str | None) -> Sequence[RunView]: ...
    def versions(self, model: str) -> Sequence[ModelVersion]: ...
    def evidence(self, version: ModelVersion) -> Mapping[str, Record]:
        """The records of the steps that the version was made by, by step id."""

    def approvals(self, model: str, digest: str) -> Sequence[ApprovalView]: ...
    def approve(self, model: str, version: ModelVersion, person: str | None) -> ModelVersion: ...
    def serve(
        self, model: str | None, host: str, port: int
    ) -> AbstractContextManager[Endpoint]: ...
