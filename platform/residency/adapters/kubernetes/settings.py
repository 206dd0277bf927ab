"""Where in a cluster a plan runs, checked before anything is built from it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from residency.errors import NotSupportedYet, SpecError
from residency.plan import layout
from residency.plan.fingerprint import digest
from residency.plan.work import Plan
from residency.spec.pipeline import Placement, Volume

_EXAMPLES = {
    "image": "registry.example/residency@sha256:<64 hex digits>",
    "queue": "gpu",
    "home": "/residency",
}
_PINNED = re.compile(r"[^\s@]+@sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """All that placing a plan takes; nothing of it enters a fingerprint."""

    namespace: str
    queue: str  # a Kueue LocalQueue of the namespace
    image: str  # pinned by digest
    home: str  # RESIDENCY_HOME in the pods: a store URL, or a path below a volume
    plan_uri: str  # a key of that store
    volumes: tuple[Volume, ...] = ()
    gpus_per_node: int = 8
    head_cpus: float = 4.0
    head_memory: str = "16Gi"
    start_seconds: int = 3600  # from admission until the cluster runs
    grace_seconds: int = 120  # for a last checkpoint, when a pod is asked to end


def cluster_settings(plan: Plan) -> ClusterSettings:
    """The settings that a plan's placement gives.

    Raises SpecError where the placement lacks what a cluster needs, each field named, or where
    its image is not pinned or its home out of the pods' reach.
    """
    placement = plan.placement
    image, queue, home = _required(placement)
    _check_image(image)
    _check_home(home, placement)
    return ClusterSettings(
        namespace=placement.namespace or f"residency-{plan.tenant}",
        queue=queue,
        image=image,
        home=home,
        plan_uri=plan_uri(plan),
        volumes=placement.volumes,
        gpus_per_node=placement.gpus_per_node,
    )


def plan_uri(plan: Plan) -> str:
    """The plan's key in the store, by its content."""
    content = plan.model_dump(mode="json", by_alias=True)
    return layout.plan_key(plan.tenant, plan.pipeline, digest(content))


def _required(placement: Placement) -> tuple[str, str, str]:
    found = {name: getattr(placement, name) or "" for name in _EXAMPLES}
    missing = [name for name, value in found.items() if not value]
    if missing:
        names = ", ".join(f"spec.placement.{name}" for name in missing)
        sets = " ".join(f"--set placement.{name}={_EXAMPLES[name]}" for name in missing)
        raise SpecError(
            f"A cluster needs {names}, which this pipeline leaves out.", f"E.g. {sets}"
        )
    return found["image"], found["queue"], found["home"]


def _check_image(image: str) -> None:
    if not _PINNED.fullmatch(image):
        raise SpecError(
            f"spec.placement.image: {image} is not pinned by its digest: what a tag names can "
            "change between two steps.",
            f"Name it by its digest, e.g. --set placement.image={_EXAMPLES['image']}",
        )


def _check_home(home: str, placement: Placement) -> None:
    if "://" in home:
        raise NotSupportedYet(
            f"spec.placement.home: {home}: not supported yet: a store that is not a folder",
            "Name a path below a volume that every pod mounts.",
        )
    if any(_below(home, volume) for volume in placement.volumes):
        return
    raise SpecError(
        f"spec.placement.home: {home} lies on no volume that the pods could write to: what they "
        "leave there would be lost with them.",
        "Name a path below one of spec.placement.volumes that is not readOnly.",
    )


def _below(home: str, volume: Volume) -> bool:
    return not volume.read_only and f"{home}/".startswith(f"{volume.path}/")
