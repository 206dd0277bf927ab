"""Plans to place in a cluster."""

from collections.abc import Callable
from pathlib import Path

import pytest

from residency.plan.resolve import Facts, resolve
from residency.plan.work import Plan
from residency.spec.loader import load_pipeline

IMAGE = f"registry.example/residency@sha256:{'0' * 64}"
PLACED = (
    f"placement.image={IMAGE}",
    "placement.queue=gpu",
    "placement.home=/residency",
    "placement.volumes=[{claim: data, path: /data}, {claim: models, path: /models}, "
    "{claim: residency, path: /residency, readOnly: false}]",
)


@pytest.fixture
def image() -> str:
    """An image, pinned."""
    return IMAGE


@pytest.fixture
def plan_of(repository: Path) -> Callable[..., Plan]:
    """The plan of a recipe with overrides; placed, unless `placed` is off."""

    def build(recipe: str, *sets: str, placed: bool = True) -> Plan:
        overrides = (*(PLACED if placed else ()), *sets)
        loaded = load_pipeline(repository / "pipelines" / recipe, overrides)
        listings = {dataset.name: "listing" for dataset in loaded.pipeline.spec.datasets}
        return resolve(loaded, Facts(listings=listings, key_id="k1", versions={}))

    return build


@pytest.fixture
def plan(plan_of: Callable[..., Plan]) -> Plan:
    """The quickstart's plan, placed."""
    return plan_of("quickstart/pipeline.yaml")
