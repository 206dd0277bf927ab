"""One MLflow run as a TrackedStep. What fails after the start is kept, and told once."""

from __future__ import annotations

import json
import logging
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from residency.adapters.mlflow import names
from residency.adapters.mlflow.connection import Connection, failures, first_line
from residency.adapters.mlflow.plots import save_plot
from residency.adapters.mlflow.tables import write_table
from residency.plan.record import Outcome, TrackedRun
from residency.ports import Curve, DataInput, Point, Table

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

logger = logging.getLogger(__name__)

PLOTS = "plots"
LOGGED_ARTIFACTS = "mlflow.loggedArtifacts"  # the artifact view draws what it names as tables
DATASET_CONTEXT = "mlflow.data.context"
STATUS: Mapping[str, str] = {
    Outcome.DONE: "FINISHED",
    Outcome.FAILED: "FAILED",
    Outcome.REJECTED: "FAILED",
    Outcome.PREEMPTED: "KILLED",
    Outcome.LOST: "FAILED",
}

Call = Callable[["MlflowClient", str], None]


@dataclass(frozen=True, slots=True)
class Opened:
    """A run that exists: made just now, or found again by its key."""

    run_id: str
    found: bool


class MlflowRun:
    """Implements the TrackedStep port.

    Every call changes nothing when it is made twice, so calls that failed wait in a queue and
    are made again, in order, with the next one and at the end. `open_run` makes or finds the run.
    """

    def __init__(
        self,
        connection: Connection,
        open_run: Callable[[MlflowClient], Opened],
        parent: MlflowRun | None = None,
    ) -> None:
        self._connection = connection
        self._open_run = open_run
        self._parent = parent
        self._opened: Opened | None = None
        self._waiting: list[Call] = []
        self._points: set[tuple[str, int]] = set()  # known to be in MLflow
        self._known: set[str] = set()  # curves whose points are all in `_points`

    @property
    def ids(self) -> TrackedRun | None:
        """Its ids; None while the run could not be made."""
        self._do()
        if self._opened is None:
            return None
        parent = self._parent.ids if self._parent is not None else None
        return TrackedRun(
            run_id=self._opened.run_id, parent_id=parent.run_id if parent is not None else None
        )

    def params(self, values: Mapping[str, str]) -> None:
        """Log parameters. MLflow's never change: another value becomes a tag beside it."""
        kept = {names.valid(name): names.cut(value) for name, value in values.items()}
        self._do(lambda client, run_id: _log_params(client, run_id, kept))

    def tags(self, values: Mapping[str, str]) -> None:
        """Set tags."""
        kept = {names.valid(name): names.cut(value) for name, value in values.items()}
        self._do(lambda client, run_id: _set_tags(client, run_id, kept))

    def points(self, points: Sequence[Point]) -> None:
        """Add points; one whose name and step are there already is not added again."""
        kept = tuple(points)
        self._do(lambda client, run_id: self._log_points(client, run_id, kept))

    def inputs(self, inputs: Sequence[DataInput]) -> None:
        """Log the datasets that were used, with digest and role."""
        kept = tuple(inputs)
        self._do(lambda client, run_id: _log_inputs(client, run_id, kept))

    def table(self, table: Table) -> None:
        """Log a table as JSON with pictures, and as a page."""
        self._do(lambda client, run_id: _log_table(client, run_id, table))

    def curves(self, name: str, curves: Sequence[Curve], *, x: str, y: str) -> None:
        """Log a plot as PNG."""
        kept = tuple(curves)

        def log(client: MlflowClient, run_id: str) -> None:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, f"{names.file_name(name)}.png")
                save_plot(path, name, kept, x=x, y=y)
                client.log_artifact(run_id, str(path), PLOTS)

        self._do(log)

    def file(self, path: Path, folder: str = "") -> None:
        """Copy a file to the run's artifacts."""
        self._do(lambda client, run_id: client.log_artifact(run_id, str(path), folder or None))

    def finish(self, outcome: str) -> None:
        """End the run: its status, and the outcome in our words as a tag."""

        def end(client: MlflowClient, run_id: str) -> None:
            client.set_tag(run_id, names.OUTCOME, outcome)
            client.set_terminated(run_id, STATUS.get(outcome, "FINISHED"))

        self._do(end, at_once=True)
        if self._waiting:
            logger.warning(
                "%d tracking calls were not made; the points are in the step's metrics.jsonl",
                len(self._waiting),
            )

    def _do(self, *calls: Call, at_once: bool = False) -> None:
        """Make the waiting calls and these. Tracking never stops a step: what fails waits."""
        with self._connection.client() as client:
            self._waiting.extend(calls)
            if self._connection.pausing and not at_once:
                return
            try:
                if self._opened is None:
                    self._opened = self._open_run(client)
                self._make_calls(client, self._opened.run_id)
                self._connection.worked()
            except failures() as error:
                self._connection.failed(error)

    def _make_calls(self, client: MlflowClient, run_id: str) -> None:
        while self._waiting:
            try:
                self._waiting[0](client, run_id)
            except failures() as error:
                if not _hopeless(error):
                    raise
                logger.warning("not tracked: %s", first_line(error))
            del self._waiting[0]

    def _log_points(self, client: MlflowClient, run_id: str, points: Sequence[Point]) -> None:
        from mlflow.entities import Metric

        named = {(names.valid(point.name), point.step): point for point in reversed(points)}
        if self._opened is not None and self._opened.found:
            self._remember(client, run_id, {name for name, _ in named})
        new = [key for key in reversed(named) if key not in self._points]
        for batch in names.batches(new, names.METRICS_A_REQUEST):
            metrics = [
                Metric(name, named[name, step].value, int(named[name, step].time * 1000), step)
                for name, step in batch
            ]
            client.log_batch(run_id, metrics=metrics)
            self._points.update(batch)

    def _remember(self, client: MlflowClient, run_id: str, curves: set[str]) -> None:
        """Read what an earlier process logged to a run that was found again."""
        for name in curves - self._known:
            history = client.get_metric_history(run_id, name)
            self._points.update((name, metric.step) for metric in history)
            self._known.add(name)


def _hopeless(error: Exception) -> bool:
    """Whether the call is wrong itself: MLflow refuses it, or its file is gone."""
    if isinstance(error, FileNotFoundError):
        return True
    return getattr(error, "error_code", "") == "INVALID_PARAMETER_VALUE"


def _log_params(client: MlflowClient, run_id: str, values: Mapping[str, str]) -> None:
    from mlflow.entities import Param

    there = client.get_run(run_id).data.params
    new = [Param(name, value) for name, value in values.items() if name not in there]
    for batch in names.batches(new, names.PARAMS_A_REQUEST):
        client.log_batch(run_id, params=batch)
    changed = {
        f"{names.CHANGED}{name}": value
        for name, value in values.items()
        if there.get(name, value) != value
    }
    _set_tags(client, run_id, changed)


def _set_tags(client: MlflowClient, run_id: str, values: Mapping[str, str]) -> None:
    from mlflow.entities import RunTag

    tags = [RunTag(name, value) for name, value in values.items()]
    for batch in names.batches(tags, names.PARAMS_A_REQUEST):
        client.log_batch(run_id, tags=batch)


def _log_inputs(client: MlflowClient, run_id: str, inputs: Sequence[DataInput]) -> None:
    from mlflow.entities import Dataset, DatasetInput, InputTag

    datasets = [
        DatasetInput(
            Dataset(
                name=f"{used.name}@{used.version}",
                digest=used.sha256[: names.DIGEST_LENGTH],
                source_type="residency",
                source=json.dumps({"sha256": used.sha256}),
                profile=json.dumps({"num_rows": used.rows}),
            ),
            [InputTag(DATASET_CONTEXT, used.role)],
        )
        for used in inputs
    ]
    client.log_inputs(run_id, datasets=datasets)


def _log_table(client: MlflowClient, run_id: str, table: Table) -> None:
    with tempfile.TemporaryDirectory() as folder:
        written = write_table(Path(folder), table)
        client.log_artifacts(run_id, folder)
    there = json.loads(client.get_run(run_id).data.tags.get(LOGGED_ARTIFACTS, "[]"))
    entry = {"path": written.data, "type": "table"}
    if entry not in there:
        client.set_tag(run_id, LOGGED_ARTIFACTS, json.dumps([*there, entry]))
