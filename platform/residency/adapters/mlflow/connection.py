"""One client a process, made when it is first needed: importing MLflow takes seconds."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from residency.adapters.mlflow.address import Address
from residency.adapters.mlflow.probe import probe
from residency.errors import EnvironmentProblem

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

# MLflow reads them when it is imported. A recipe's run has no use for any of what they turn off.
QUIET = {
    "DO_NOT_TRACK": "true",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING": "false",
    "MLFLOW_ALLOW_PICKLE_DESERIALIZATION": "false",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "30",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
}
# Its own retries repeat calls that are not idempotent (create_run) without asking what became of
# the first one; whoever calls here asks, and repeats.
SINGLE = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"}


class Connection:
    """A client behind a lock: SQLite has one writer, and several steps log at once."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._lock = threading.RLock()
        self._client: MlflowClient | None = None

    @contextmanager
    def client(self) -> Iterator[MlflowClient]:
        """The client, for one caller at a time."""
        with self._lock:
            if self._client is None:
                self._client = _connect(self.address)
            yield self._client

    def check(self) -> None:
        """Raise EnvironmentProblem where the address cannot be used."""
        probe(self.address)
        if self.address.is_server:
            return
        try:
            with self.client() as client:
                client.search_experiments(max_results=1)
        except failures() as error:
            raise EnvironmentProblem(
                f"cannot track runs at {self.address.uri}: {first_line(error)}",
                "Correct the tracking address; where the database is of another MLflow version, "
                f"upgrade it: mlflow db upgrade {self.address.uri}",
            ) from error


def failures() -> tuple[type[Exception], ...]:
    """What a tracking call raises when the database, the server or the disk fails."""
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    return (MlflowException, SQLAlchemyError, OSError)


def first_line(error: Exception) -> str:
    """The head of a message; SQLAlchemy's go on for pages, after a remark in parentheses."""
    lines = [line for line in str(error).splitlines() if not line.startswith("(raised as")]
    return lines[0] if lines else type(error).__name__


def _connect(address: Address) -> MlflowClient:
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    os.environ |= SINGLE
    from mlflow.tracking import MlflowClient

    # It prints a traceback for each failed statement; an outage is told in one line.
    logging.getLogger("mlflow.store.db.utils").setLevel(logging.CRITICAL)
    return MlflowClient(tracking_uri=address.uri, registry_uri=address.uri)
