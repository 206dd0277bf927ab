"""A placement that a cluster cannot take is refused, with the field and the remedy."""

from collections.abc import Callable

import pytest

from residency.adapters.kubernetes.settings import cluster_settings, plan_uri
from residency.errors import SpecError
from residency.plan.work import Plan

QUICKSTART = "quickstart/pipeline.yaml"


def test_a_placement_becomes_settings(plan: Plan, image: str) -> None:
    settings = cluster_settings(plan)
    assert (settings.image, settings.queue) == (image, "gpu")
    assert settings.namespace == "residency-local"
    assert settings.home == "/residency"
    assert settings.plan_uri == plan_uri(plan)


def test_all_missing_fields_are_named_at_once(plan_of: Callable[..., Plan]) -> None:
    with pytest.raises(SpecError) as caught:
        cluster_settings(plan_of(QUICKSTART, placed=False))
    assert caught.value.message == (
        "A cluster needs spec.placement.image, spec.placement.queue, spec.placement.home, "
        "which this pipeline leaves out."
    )
    assert "--set placement.queue=gpu" in caught.value.remedy


def test_an_image_by_tag_is_refused(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of(QUICKSTART, "placement.image=registry.example/residency:1.0")
    with pytest.raises(SpecError, match=r"residency:1\.0 is not pinned by its digest"):
        cluster_settings(plan)


@pytest.mark.parametrize("home", [".residency", "/state/residency", "/data/residency"])
def test_a_home_that_pods_cannot_keep_is_refused(plan_of: Callable[..., Plan], home: str) -> None:
    volumes = "placement.volumes=[{claim: data, path: /data}]"  # readOnly by default
    with pytest.raises(SpecError, match=f"spec.placement.home: {home} lies on no volume"):
        cluster_settings(plan_of(QUICKSTART, f"placement.home={home}", volumes))


def test_a_home_on_a_volume_is_kept(plan_of: Callable[..., Plan]) -> None:
    volumes = "placement.volumes=[{claim: state, path: /state, readOnly: false}]"
    plan = plan_of(QUICKSTART, "placement.home=/state/residency", volumes)
    assert cluster_settings(plan).home == "/state/residency"
