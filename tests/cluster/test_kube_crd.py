"""The CRD is taken by a real API server, and refuses what is wrong with a pipeline."""

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client

from residency.adapters.kubernetes.connect import Cluster
from residency.spec.base import GROUP, VERSION
from residency.spec.loader import load_pipeline
from residency.spec.pipeline import Pipeline
from residency.spec.schema import PLURAL

NAME = f"{PLURAL}.{GROUP}"

Kubectl = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module", autouse=True)
def crd(repository: Path, kubectl: Kubectl) -> None:
    """The base of the cluster, as a platform team applies it."""
    applied = kubectl("apply", "--server-side", "-k", str(repository / "k8s" / "base"))
    assert applied.returncode == 0, applied.stderr
    established = '{.status.conditions[?(@.type=="Established")].status}'
    deadline = time.monotonic() + 60
    while kubectl("get", "crd", NAME, "-o", f"jsonpath={established}").stdout != "True":
        assert time.monotonic() < deadline, kubectl("get", "crd", NAME, "-o", "yaml").stdout
        time.sleep(0.2)


@pytest.fixture
def pipeline(repository: Path) -> dict[str, Any]:
    """The 20B recipe as it is submitted: flattened, without what is not given."""
    loaded = load_pipeline(repository / "pipelines/medgpt_oss/20b.yaml")
    document = loaded.pipeline.model_dump(mode="json", by_alias=True, exclude_none=True)
    return dict(document)


@pytest.fixture
def create(cluster: Cluster, namespace: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def call(body: dict[str, Any]) -> dict[str, Any]:
        made = cluster.custom.create_namespaced_custom_object(
            GROUP, VERSION, namespace, PLURAL, body, _request_timeout=30.0
        )
        assert isinstance(made, dict)
        return made

    return call


def test_no_condition_of_the_crd_complains(kubectl: Kubectl) -> None:
    listed = kubectl("get", "crd", NAME, "-o", "jsonpath={.status.conditions}")
    conditions = {one["type"]: one["status"] for one in json.loads(listed.stdout)}
    assert "NonStructuralSchema" not in conditions
    assert conditions["Established"] == "True"


def test_every_recipe_is_stored_whole(
    repository: Path, create: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    for path in sorted(repository.glob("pipelines/**/*.yaml")):
        pipeline = load_pipeline(path).pipeline
        body = pipeline.model_dump(mode="json", by_alias=True, exclude_none=True)
        stored = create(body)
        assert stored["spec"] == body["spec"], path
        kept = {key: stored[key] for key in ("apiVersion", "kind", "spec")}
        again = Pipeline.model_validate_json(json.dumps(kept | {"metadata": body["metadata"]}))
        assert again == pipeline


def test_it_answers_to_its_short_name(
    pipeline: dict[str, Any],
    create: Callable[[dict[str, Any]], dict[str, Any]],
    kubectl: Kubectl,
    namespace: str,
) -> None:
    create(pipeline)
    listed = kubectl("get", "rpl", "-n", namespace)
    header, row = listed.stdout.splitlines()
    assert header.split() == ["NAME", "TENANT", "QUEUE", "PHASE", "AGE"]
    assert row.split()[:3] == ["medgpt-oss-20b", "local", "gpu"]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("spec", "model", "text", "architecture"), "gpt-5", "Unsupported value"),
        (("spec", "seed"), "zero", "must be of type integer"),
        (("spec", "curriculum", 0, "optimizer", "lr"), "fast", "must be of type number"),
        (("spec", "curriculum", 0, "optimizer", "lr"), -1.0, "greater than or equal to 0"),
        (("spec", "curriculum", 0, "train"), [], "at least 1 item"),
        (("spec", "curriculum", 0, "train"), ["legs"], "should match"),
        (("spec", "curriculum", 0, "execution", "zero"), 4, "less than or equal to 3"),
        (("spec", "datasets"), None, "Required value"),
        (("metadata", "name"), "a" * 31, "should match"),
    ],
)
def test_a_wrong_value_is_refused_with_422(
    pipeline: dict[str, Any],
    create: Callable[[dict[str, Any]], dict[str, Any]],
    path: tuple[str | int, ...],
    value: object,
    said: str,
) -> None:
    place: Any = pipeline
    for part in path[:-1]:
        place = place[part]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    with pytest.raises(client.ApiException) as caught:
        create(pipeline)
    assert caught.value.status == 422
    assert said in str(caught.value.body)
