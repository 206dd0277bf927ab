"""The RayJobs of every recipe are what KubeRay's CRD allows, and a real API server takes them."""

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence

import pytest

from residency.adapters.kubernetes.objects import ray_jobs
from residency.plan.work import Plan

RECIPES = [
    "quickstart/pipeline.yaml",
    "medgpt_oss/20b.yaml",
    "openmedq/7b.yaml",
    "healthgpt/m3.yaml",
    "healthgpt/l14.yaml",
    "healthgpt/xl32.yaml",
]


def lost(sent: object, stored: object, path: str = "spec") -> list[str]:
    """Where what was stored differs from what was sent; what the server adds does not count."""
    if isinstance(sent, dict) and isinstance(stored, dict):
        return [
            place
            for key, value in sent.items()
            for place in lost(value, stored.get(key), f"{path}.{key}")
        ]
    if isinstance(sent, list) and isinstance(stored, list) and len(sent) == len(stored):
        pairs = enumerate(zip(sent, stored, strict=True))
        return [place for i, (a, b) in pairs for place in lost(a, b, f"{path}[{i}]")]
    return [] if sent == stored else [path]


@pytest.mark.parametrize("recipe", RECIPES)
def test_the_rayjobs_of_a_recipe_are_valid(
    recipe: str,
    plan_of: Callable[..., Plan],
    validate: Callable[[Mapping[str, object]], Sequence[str] | None],
) -> None:
    found = ray_jobs(plan_of(recipe))
    assert found
    assert [validate(json.loads(json.dumps(job))) for job in found] == [[]] * len(found)


@pytest.mark.parametrize("recipe", ["quickstart/pipeline.yaml", "medgpt_oss/20b.yaml"])
def test_the_api_server_takes_the_rayjobs(
    recipe: str,
    plan_of: Callable[..., Plan],
    namespace: str,
    kubectl: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    found = ray_jobs(plan_of(recipe, namespace))
    whole = json.dumps({"apiVersion": "v1", "kind": "List", "items": list(found)})
    # kubectl refuses fields that the CRD does not have; the server would drop them in silence.
    applied = kubectl("create", "-f", "-", text=whole)
    assert applied.returncode == 0, applied.stderr
    listed = kubectl("get", "rayjobs", "-n", namespace, "-o", "json")
    stored = {job["metadata"]["name"]: job for job in json.loads(listed.stdout)["items"]}
    assert len(stored) == len(found)
    for job in json.loads(whole)["items"]:
        assert lost(job["spec"], stored[job["metadata"]["name"]]["spec"]) == []
