"""The RayJobs of one namespace, through the API: make, get, find, delete, read the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from kubernetes.client import V1Pod

from residency.adapters.kubernetes.connect import Cluster, speaking
from residency.adapters.kubernetes.naming import selector
from residency.errors import EnvironmentProblem, ResidencyError, StoreConflict

_GROUP, _VERSION, _PLURAL = "ray.io", "v1", "rayjobs"
_TIMEOUT = 30.0  # seconds that one request may take


class RayJobs:
    """Each call is one request, and raises as `speaking` says."""

    def __init__(self, cluster: Cluster, namespace: str) -> None:
        self._cluster = cluster
        self._namespace = namespace
        self._place = (_GROUP, _VERSION, namespace, _PLURAL)

    def create(self, name: str, body: Mapping[str, object]) -> None:
        """Make it; nothing happens where it exists already."""
        try:
            with suppress(StoreConflict), speaking(f"RayJob {name}"):
                self._cluster.custom.create_namespaced_custom_object(
                    *self._place, dict(body), _request_timeout=_TIMEOUT
                )
        except LookupError:
            raise EnvironmentProblem(
                f"RayJob {name}: there is no namespace {self._namespace}, or no KubeRay in it.",
                "Check spec.placement.namespace, and that the cluster has the CRDs of KubeRay.",
            ) from None

    def get(self, name: str) -> Mapping[str, object] | None:
        """The object, None where there is none."""
        with suppress(LookupError), speaking(f"RayJob {name}"):
            return _mapping(
                self._cluster.custom.get_namespaced_custom_object(
                    *self._place, name, _request_timeout=_TIMEOUT
                )
            )
        return None

    def find(self, labels: Mapping[str, str]) -> Sequence[Mapping[str, object]]:
        """The objects that have all the labels."""
        with speaking(f"RayJobs of {self._namespace}"):
            found = self._cluster.custom.list_namespaced_custom_object(
                *self._place, label_selector=selector(labels), _request_timeout=_TIMEOUT
            )
        items = _mapping(found).get("items")
        return [_mapping(item) for item in items] if isinstance(items, list) else []

    def delete(self, name: str, grace: float) -> None:
        """Delete it and all that it owns; nothing happens where there is none."""
        with suppress(LookupError), speaking(f"stopping RayJob {name}"):
            self._cluster.custom.delete_namespaced_custom_object(
                *self._place,
                name,
                grace_period_seconds=max(0, round(grace)),
                propagation_policy="Background",
                _request_timeout=_TIMEOUT,
            )

    def log(self, name: str) -> str:
        """What the submitter's newest pod has printed; empty where there is no such pod."""
        with speaking(f"pods of RayJob {name}"):
            pods = self._cluster.core.list_namespaced_pod(
                self._namespace, label_selector=f"job-name={name}", _request_timeout=_TIMEOUT
            ).items
        newest = max(map(_age_and_name, pods), default=("", ""))[1]
        if newest:
            with suppress(LookupError), speaking(f"log of pod {newest}"):
                return str(
                    self._cluster.core.read_namespaced_pod_log(
                        newest, self._namespace, _request_timeout=_TIMEOUT
                    )
                )
        return ""


def _mapping(value: object) -> Mapping[str, object]:
    """JSON objects come from the client as plain dicts, typed as anything."""
    if not isinstance(value, Mapping):
        raise ResidencyError(f"the Kubernetes API answered {value!r} where an object belongs")
    return value


def _age_and_name(pod: V1Pod) -> tuple[str, str]:
    """When the pod was made (RFC 3339, which sorts) and its name."""
    if pod.metadata is None or pod.metadata.name is None:
        return ("", "")
    made = pod.metadata.creation_timestamp
    return (made.isoformat() if made else "", pod.metadata.name)
