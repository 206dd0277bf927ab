"""The Tracker port on MLflow: one parent run a pipeline run, one child run a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from residency.adapters.mlflow import names
from residency.adapters.mlflow.connection import Connection
from residency.adapters.mlflow.run import MlflowRun, Opened, set_tags
from residency.plan.record import Submitter
from residency.ports import TrackedStep

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

# Tags that MLflow's pages show. Its fluent API would fill them from the shell and from git.
RUN_NAME = "mlflow.runName"
USER = "mlflow.user"
SOURCE = "mlflow.source.name"
SOURCE_TYPE = "mlflow.source.type"
PARENT = "mlflow.parentRunId"
# Of an experiment: what it is, which MLflow would infer from its runs otherwise.
KIND = {"mlflow.experimentKind": "custom_model_development"}


def origin(submitter: Submitter, source: str) -> dict[str, str]:
    """Tags that say who asked for a run, and from which pipeline's file."""
    return {USER: submitter.name, SOURCE: source, SOURCE_TYPE: "LOCAL"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A run that is to be there."""

    experiment: str
    key: str
    tags: Mapping[str, str]
    at: float | None  # when it began, in seconds since the epoch

    @property
    def valid_tags(self) -> dict[str, str]:
        """The tags as MLflow takes them."""
        return {names.valid(name): names.cut(value) for name, value in self.tags.items()}

    @property
    def quoted(self) -> str:
        """The key as a filter may hold it."""
        return self.key.replace("'", "")


class MlflowTracker:
    """Implements the Tracker port. Nothing is imported or made before the first call."""

    def __init__(self, connection: Connection, submitter: Submitter, source: str) -> None:
        """`source` is what MLflow shows as the origin of a run: the pipeline's file."""
        self._connection = connection
        self._tags = origin(submitter, source)

    def check(self) -> None:
        """Raise EnvironmentProblem where it cannot be used. Makes the database where none is."""
        self._connection.check()

    def pipeline(
        self, pipeline: str, run: str, tags: Mapping[str, str], *, at: float | None = None
    ) -> TrackedStep:
        """The parent run of one run of a pipeline, in the experiment of the pipeline's name."""

        def open_run(client: MlflowClient) -> Opened:
            experiment = self._experiment(client, pipeline)
            wanted = Wanted(experiment, run, {**tags, RUN_NAME: run}, at)
            return self._find_or_make(client, wanted)

        return MlflowRun(self._connection, open_run)

    def step(
        self,
        parent: TrackedStep,
        step: str,
        key: str,
        tags: Mapping[str, str],
        *,
        at: float | None = None,
    ) -> TrackedStep:
        """A child run of a run of this tracker; the same key gives the same run."""
        if not isinstance(parent, MlflowRun):
            raise TypeError(f"{parent!r} is not a run of this tracker")

        def open_run(client: MlflowClient) -> Opened:
            ids = parent.ids
            assert ids is not None
            experiment = client.get_run(ids.run_id).info.experiment_id
            own = {**tags, RUN_NAME: step, PARENT: ids.run_id}
            return self._find_or_make(client, Wanted(str(experiment), key, own, at))

        return MlflowRun(self._connection, open_run, parent)

    def _experiment(self, client: MlflowClient, pipeline: str) -> str:
        there = client.get_experiment_by_name(pipeline)  # also one whose answer was lost
        if there is not None:
            if there.lifecycle_stage == "deleted":  # by hand, in the UI
                client.restore_experiment(there.experiment_id)
            return str(there.experiment_id)
        artifacts = self._connection.address.artifacts
        location = str(artifacts / pipeline) if artifacts is not None else None
        return str(client.create_experiment(pipeline, artifact_location=location, tags=KIND))

    def _find_or_make(self, client: MlflowClient, wanted: Wanted) -> Opened:
        """The oldest run of the key, made where there is none."""
        found = _runs(client, wanted)
        if not found:
            start = None if wanted.at is None else int(wanted.at * 1000)
            client.create_run(
                wanted.experiment,
                start_time=start,
                tags={**self._tags, **wanted.valid_tags, names.KEY: wanted.quoted},
            )
            run_id = _runs(client, wanted)[0]
            return Opened(run_id, False, partial(_remove_twins, run_id, wanted))
        client.update_run(found[0], status="RUNNING")
        set_tags(client, found[0], wanted.valid_tags)
        return Opened(found[0], True, partial(_remove_twins, found[0], wanted))


def _runs(client: MlflowClient, wanted: Wanted) -> list[str]:
    """Ids of the runs of a key, the oldest first."""
    found = client.search_runs(
        [wanted.experiment],
        filter_string=f"tags.`{names.KEY}` = '{wanted.quoted}'",
        order_by=["attributes.start_time ASC", "attributes.run_id ASC"],
    )
    return [str(run.info.run_id) for run in found]


def _remove_twins(run_id: str, wanted: Wanted, client: MlflowClient) -> None:
    """Two requests, one of which was thought lost, may have made two runs: one is enough."""
    for twin in _runs(client, wanted):
        if twin != run_id:
            client.delete_run(twin)
