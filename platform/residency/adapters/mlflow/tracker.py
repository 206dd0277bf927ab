"""The Tracker port on MLflow: one parent run a pipeline run, one child run a step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from residency.adapters.mlflow import names
from residency.adapters.mlflow.connection import Connection
from residency.adapters.mlflow.run import MlflowRun, Opened
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


class MlflowTracker:
    """Implements the Tracker port. Nothing is imported or made before the first call."""

    def __init__(self, connection: Connection, submitter: Submitter, source: str) -> None:
        """`source` is what MLflow shows as the origin of a run: the pipeline's file."""
        self._connection = connection
        self._tags = {USER: submitter.name, SOURCE: source, SOURCE_TYPE: "LOCAL"}

    def check(self) -> None:
        """Raise EnvironmentProblem where it cannot be used. Makes the database where none is."""
        self._connection.check()

    def pipeline(self, pipeline: str, run: str, tags: Mapping[str, str]) -> TrackedStep:
        """The parent run of one run of a pipeline, in the experiment of the pipeline's name."""

        def open_run(client: MlflowClient) -> Opened:
            experiment = self._experiment(client, pipeline)
            return self._find_or_make(client, experiment, run, {**tags, RUN_NAME: run})

        return self._opened(MlflowRun(self._connection, open_run))

    def step(
        self, parent: TrackedStep, step: str, key: str, tags: Mapping[str, str]
    ) -> TrackedStep:
        """A child run of a run of this tracker; the same key gives the same run."""
        if not isinstance(parent, MlflowRun):
            raise TypeError(f"{parent!r} is not a run of this tracker")

        def open_run(client: MlflowClient) -> Opened:
            ids = parent.ids
            if ids is None:
                raise ConnectionError("the pipeline's run could not be made yet")
            experiment = client.get_run(ids.run_id).info.experiment_id
            own = {**tags, RUN_NAME: step, PARENT: ids.run_id}
            return self._find_or_make(client, experiment, key, own)

        return self._opened(MlflowRun(self._connection, open_run, parent))

    @staticmethod
    def _opened(run: MlflowRun) -> MlflowRun:
        _ = run.ids  # make it now, so that it is seen as running; a failure is told and waits
        return run

    def _experiment(self, client: MlflowClient, pipeline: str) -> str:
        there = client.get_experiment_by_name(pipeline)
        if there is not None:
            if there.lifecycle_stage == "deleted":  # by hand, in the UI
                client.restore_experiment(there.experiment_id)
            return str(there.experiment_id)
        artifacts = self._connection.address.artifacts
        location = str(artifacts / pipeline) if artifacts is not None else None
        return str(client.create_experiment(pipeline, artifact_location=location, tags=KIND))

    def _find_or_make(
        self, client: MlflowClient, experiment: str, key: str, tags: Mapping[str, str]
    ) -> Opened:
        quoted = key.replace("'", "")
        found = client.search_runs(
            [experiment], filter_string=f"tags.`{names.KEY}` = '{quoted}'", max_results=1
        )
        if found:
            run_id = str(found[0].info.run_id)
            client.update_run(run_id, status="RUNNING")
            for name, value in tags.items():
                client.set_tag(run_id, names.valid(name), names.cut(value))
            return Opened(run_id=run_id, found=True)
        own = {names.valid(name): names.cut(value) for name, value in tags.items()}
        made = client.create_run(experiment, tags={**self._tags, **own, names.KEY: quoted})
        return Opened(run_id=str(made.info.run_id), found=False)
