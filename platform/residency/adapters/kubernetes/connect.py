"""Access to a cluster's API: a pod's own account, or the person's kubeconfig."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kubernetes import client, config
from urllib3.exceptions import HTTPError

from residency.errors import EnvironmentProblem, ResidencyError, SpecError, StoreConflict


@dataclass(frozen=True, slots=True)
class Cluster:
    """The two parts of the official client that we use."""

    custom: client.CustomObjectsApi
    core: client.CoreV1Api


def connect(kubeconfig: Path | None = None) -> Cluster:
    """Connect by a kubeconfig file, or as the pod that we run in where there is none.

    Raises EnvironmentProblem where neither exists.
    """
    settings = client.Configuration()
    try:
        if kubeconfig is None:
            config.load_incluster_config(  # type: ignore[no-untyped-call]  # kubernetes 37.0.1
                client_configuration=settings
            )
        else:
            config.load_kube_config(  # type: ignore[no-untyped-call]  # kubernetes 37.0.1
                str(kubeconfig), client_configuration=settings
            )
    except config.ConfigException as error:
        raise EnvironmentProblem(
            f"No access to a Kubernetes cluster: {error}",
            "Set KUBECONFIG to a kubeconfig file, or run inside the cluster.",
        ) from None
    api = client.ApiClient(settings)
    return Cluster(client.CustomObjectsApi(api), client.CoreV1Api(api))


@contextmanager
def speaking(what: str) -> Iterator[None]:
    """Turn a refusal of the API into an error of ours.

    Raises LookupError for what is not there, StoreConflict for what exists already,
    EnvironmentProblem for missing rights or no answer, SpecError for an invalid object.
    """
    try:
        yield
    except client.ApiException as error:
        raise _translated(what, error) from None
    except HTTPError as error:
        raise EnvironmentProblem(
            f"{what}: the Kubernetes API does not answer: {error}",
            "Check the network and the server's address in KUBECONFIG.",
        ) from None


def _translated(what: str, error: client.ApiException) -> Exception:
    said = f"{what}: the Kubernetes API answered {error.status}: {_message(error)}"
    match error.status:
        case 404:
            return LookupError(said)
        case 409:
            return StoreConflict(said)
        case 401 | 403:
            return EnvironmentProblem(said, "Ask the cluster's administrators for the rights.")
        case 400 | 422:
            return SpecError(
                said, "Correct what it names in the pipeline's metadata or placement."
            )
        case _:
            return ResidencyError(said)


def _message(error: client.ApiException) -> str:
    """The API's own words: the `message` of the Status object that it answers with."""
    try:
        status = json.loads(error.body or "")
    except ValueError:
        status = None
    return str(status["message"] if isinstance(status, dict) and "message" in status else error)
