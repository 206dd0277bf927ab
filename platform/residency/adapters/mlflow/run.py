"""One MLflow run as a TrackedStep: each call is made at once, or raises and may be repeated."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from residency.adapters.mlflow import names
from residency.adapters.mlflow.connection import Connection, failures, first_line
from residency.adapters.mlflow.curves import Curves
from residency.adapters.mlflow.plots import save_plot
from residency.adapters.mlflow.tables import write_table
from residency.errors import ResidencyError, RunGone, TrackerAway, TrackerRefused
from residency.plan.record import Outcome, TrackedRun
from residency.ports import Curve, DataInput, Point, Table

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

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

# Answers of 4xx that say nothing of the call itself: credentials, time, load, two at once, and a
# proxy that has no server behind it just now.
MAY_PASS = frozenset({401, 403, 404, 408, 409, 425, 429, 499})
DELETED = "must be in the 'active' state"  # of a run that somebody has deleted in the UI
SQLALCHEMY = "https://sqlalche.me/"  # where each of its errors is explained
STATUS_TOLD = re.compile(r"failed with error code (\d{3}) != 200")

Call = Callable[["MlflowClient", str], None]


@dataclass(frozen=True, slots=True)
class Opened:
    """A run that exists: made just now, or found again by its key."""

    run_id: str
    found: bool
    remove_twins: Callable[[MlflowClient], None]
    """Removes runs of the same key, which a repeated request has made whose answer was lost."""


class MlflowRun:
    """Implements the TrackedStep port. `open_run` makes or finds the run."""

    def __init__(
        self,
        connection: Connection,
        open_run: Callable[[MlflowClient], Opened],
        parent: MlflowRun | None = None,
    ) -> None:
        self._connection = connection
        self._parent = parent
        with answered(connection) as client:
            self._opened = open_run(client)
        self._curves = Curves(self._read_curve, self._send_points, is_new=not self._opened.found)

    @property
    def ids(self) -> TrackedRun | None:
        """Its ids."""
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
        self._do(lambda client, run_id: set_tags(client, run_id, kept))

    def points(self, points: Sequence[Point]) -> None:
        """Add points; one whose name and step are there already is not added again."""
        self._curves.log(points)

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

    def finish(self, outcome: str, *, at: float | None = None) -> None:
        """End the run: its status, and the outcome in our words as a tag."""
        end = None if at is None else int(at * 1000)

        def close(client: MlflowClient, run_id: str) -> None:
            self._opened.remove_twins(client)
            client.set_tag(run_id, names.OUTCOME, outcome)
            client.set_terminated(run_id, STATUS.get(outcome, "FINISHED"), end)

        self._do(close)

    def _do(self, call: Call) -> None:
        with answered(self._connection) as client:
            call(client, self._opened.run_id)

    def _read_curve(self, name: str) -> Iterator[int]:
        with answered(self._connection) as client:
            history = client.get_metric_history(self._opened.run_id, name)
        return (metric.step for metric in history)

    def _send_points(self, points: Sequence[Point]) -> None:
        from mlflow.entities import Metric

        metrics = [Metric(p.name, p.value, int(p.time * 1000), p.step) for p in points]
        with answered(self._connection) as client:
            client.log_batch(self._opened.run_id, metrics=metrics)


@contextmanager
def answered(connection: Connection) -> Iterator[MlflowClient]:
    """The client; what goes wrong with a call raises TrackerAway or TrackerRefused."""
    with connection.client() as client:
        try:
            yield client
        except failures() as error:
            raise _kind(error)(f"{connection.address.uri}: {first_line(error)}") from error


def _kind(error: Exception) -> type[ResidencyError]:
    """Whether the call may be repeated, or is wrong itself: it is refused, its file is gone."""
    code = getattr(error, "error_code", "")
    if code == "RESOURCE_DOES_NOT_EXIST" or DELETED in str(error):
        return RunGone
    wrong = 400 <= _status(error) < 500 and _status(error) not in MAY_PASS
    if SQLALCHEMY in str(error) and code == "BAD_REQUEST":
        wrong = False  # so a server calls what its database raises
    return TrackerRefused if wrong or isinstance(error, FileNotFoundError) else TrackerAway


def _status(error: Exception) -> int:
    """The HTTP status of an answer, or of MLflow's code where there was no server; else 0."""
    from mlflow.exceptions import ERROR_CODE_TO_HTTP_STATUS, MlflowException
    from requests import HTTPError

    if isinstance(error, HTTPError):  # of an artifact
        return 0 if error.response is None else int(error.response.status_code)
    if not isinstance(error, MlflowException):
        return 0
    told = STATUS_TOLD.search(str(error))  # an answer that is not MLflow's loses it on the way
    return int(told[1]) if told else int(ERROR_CODE_TO_HTTP_STATUS.get(error.error_code, 0))


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
    set_tags(client, run_id, changed)


def set_tags(client: MlflowClient, run_id: str, values: Mapping[str, str]) -> None:
    """Set tags, whose names and values are valid, by one request for a hundred."""
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
