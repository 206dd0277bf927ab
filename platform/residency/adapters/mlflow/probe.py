"""Whether an address is one of an MLflow that will have us: asked within seconds, at the start.

MLflow itself would retry a wrong address for minutes, and takes seconds to import.
"""

from __future__ import annotations

import base64
import errno
import json
import os
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException

from residency.adapters.mlflow.address import Address
from residency.errors import EnvironmentProblem, TrackerDown

PROBE_SECONDS = 5.0
SEARCH = "api/2.0/mlflow/experiments/search?max_results=1"
# Of answers below 500, those that a server gives for a time only.
PASSING = (408, 425, 429)
UNREACHABLE = (errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENETDOWN, errno.ENETUNREACH)
CREDENTIALS = "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN"


def probe(address: Address) -> None:
    """Raise EnvironmentProblem where the address cannot be one; makes a database's folder.

    TrackerDown where nothing answers or a server fails: the address may still be right.
    """
    if address.is_server:
        _ask_server(address.uri)
    elif address.database is not None:
        try:
            address.database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(address.uri, str(error), "Correct the tracking address.") from error
    else:
        raise EnvironmentProblem(
            f"{address.uri!r} is no tracking address",
            "Use sqlite:///<path of a file>, or the http(s) address of an MLflow server.",
        )


def _ask_server(uri: str) -> None:
    if _get(uri, "health").strip() != b"OK":
        raise _unusable(uri, "what answers there is not MLflow", "Correct the tracking address.")
    try:
        answer = json.loads(_get(uri, SEARCH))
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise _unusable(uri, "what answers there is not MLflow", "Correct the tracking address.")


def _get(uri: str, path: str) -> bytes:
    """The answer's first MiB. Raises EnvironmentProblem."""
    try:
        url = f"{uri.rstrip('/')}/{path}"
        request = urllib.request.Request(url, headers=_credentials(os.environ))
        context = _tls(os.environ) if uri.startswith("https:") else None
        with urllib.request.urlopen(request, timeout=PROBE_SECONDS, context=context) as answer:
            return bytes(answer.read(1 << 20))
    except urllib.error.HTTPError as error:
        with error:
            raise _refused(uri, error.code) from error
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        kind = TrackerDown if _is_down(reason) else EnvironmentProblem
        remedy = "Start the MLflow server, or correct the tracking address."
        raise kind(_told(uri, str(reason)), remedy) from error


def _is_down(reason: object) -> bool:
    """Whether the same may work later: an unknown host and a wrong certificate may not."""
    passing = isinstance(reason, ConnectionError | TimeoutError)
    return passing or (isinstance(reason, OSError) and reason.errno in UNREACHABLE)


def _refused(uri: str, status: int) -> EnvironmentProblem:
    if status in (401, 403):
        remedy = f"Correct the tracking address, or its credentials: set {CREDENTIALS}."
        return _unusable(uri, f"it refuses us (HTTP {status})", remedy)
    if status >= 500 or status in PASSING:
        remedy = "See the server's log; or correct the tracking address."
        return TrackerDown(_told(uri, f"it answers HTTP {status}"), remedy)
    remedy = "Correct the tracking address."
    return _unusable(uri, f"what answers there is not MLflow (HTTP {status})", remedy)


def _unusable(uri: str, why: str, remedy: str) -> EnvironmentProblem:
    return EnvironmentProblem(_told(uri, why), remedy)


def _told(uri: str, why: str) -> str:
    return f"cannot track runs at {uri}: {why}"


def _credentials(variables: Mapping[str, str]) -> dict[str, str]:
    """The header that MLflow's client sends too."""
    user = variables.get("MLFLOW_TRACKING_USERNAME")
    password = variables.get("MLFLOW_TRACKING_PASSWORD")
    token = variables.get("MLFLOW_TRACKING_TOKEN")
    if user and password:
        pair = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
        return {"Authorization": f"Basic {pair}"}
    return {"Authorization": f"Bearer {token}"} if token else {}


def _tls(variables: Mapping[str, str]) -> ssl.SSLContext:
    if variables.get("MLFLOW_TRACKING_INSECURE_TLS", "").lower() in ("true", "1"):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context
    return ssl.create_default_context(cafile=variables.get("MLFLOW_TRACKING_SERVER_CERT_PATH"))
