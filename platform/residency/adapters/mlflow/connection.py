"""One client a process, made when it is first needed: importing MLflow takes seconds."""

from __future__ import annotations

import logging
import os
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from residency.adapters.mlflow.address import Address
from residency.errors import EnvironmentProblem

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

logger = logging.getLogger(__name__)

PROBE_SECONDS = 5.0
PAUSE_SECONDS = 15.0  # after a failure: an outage must not slow every step down
# MLflow reads them when it is imported. A recipe's run has no use for any of what they turn off.
QUIET = {
    "DO_NOT_TRACK": "true",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING": "false",
    "MLFLOW_ALLOW_PICKLE_DESERIALIZATION": "false",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "3",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "30",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
}


class Connection:
    """A client behind a lock: SQLite has one writer, and several steps log at once."""

    def __init__(self, address: Address, pause: float = PAUSE_SECONDS) -> None:
        self.address = address
        self._pause = pause
        self._failed_at: float | None = None
        self._lock = threading.RLock()
        self._client: MlflowClient | None = None

    @contextmanager
    def client(self) -> Iterator[MlflowClient]:
        """The client, for one caller at a time."""
        with self._lock:
            if self._client is None:
                self._client = _connect(self.address)
            yield self._client

    @property
    def pausing(self) -> bool:
        """Whether a call failed a moment ago, so that another one would only wait too."""
        return self._failed_at is not None and time.monotonic() < self._failed_at + self._pause

    def failed(self, error: Exception) -> None:
        """Remember a failure, and tell the first one of an outage."""
        if self._failed_at is None:
            logger.warning("tracking failed, the work goes on: %s", first_line(error))
        self._failed_at = time.monotonic()

    def worked(self) -> None:
        """The outage, if there was one, is over."""
        self._failed_at = None

    def check(self) -> None:
        """Raise EnvironmentProblem where the address cannot be used."""
        _probe(self.address)
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
    from mlflow.tracking import MlflowClient

    # It prints a traceback for each failed statement; `failed` tells an outage in one line.
    logging.getLogger("mlflow.store.db.utils").setLevel(logging.CRITICAL)
    return MlflowClient(tracking_uri=address.uri, registry_uri=address.uri)


def _probe(address: Address) -> None:
    """Fail within seconds; MLflow itself would retry a wrong address for minutes."""
    try:
        if address.is_server:
            url = f"{address.uri.rstrip('/')}/health"
            with urllib.request.urlopen(url, timeout=PROBE_SECONDS):
                return
        elif address.database is not None:
            address.database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        else:
            raise EnvironmentProblem(
                f"{address.uri!r} is no tracking address",
                "Use sqlite:///<path of a file>, or the http(s) address of an MLflow server.",
            )
    except OSError as error:
        raise EnvironmentProblem(
            f"cannot track runs at {address.uri}: {error}",
            "Start the MLflow server, or correct the tracking address.",
        ) from error
