"""A throw-away Kubernetes API with the CRDs of KubeRay and Kueue, and ours."""

import importlib.util
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.machinery import SourceFileLoader
from pathlib import Path
from uuid import uuid4

import pytest

from residency.adapters.kubernetes.connect import Cluster, connect
from residency.plan.resolve import Facts, resolve
from residency.plan.work import Plan
from residency.spec.loader import load_pipeline

IMAGE = f"registry.example/residency@sha256:{'0' * 64}"

Validate = Callable[[Mapping[str, object]], Sequence[str] | None]


@pytest.fixture(scope="session")
def validate(shared: Path) -> Validate:
    """What is wrong with a manifest of KubeRay or Kueue, unknown fields included."""
    path = shared / "kube" / "validate"
    loader = SourceFileLoader("kube_validate", str(path))
    spec = importlib.util.spec_from_loader("kube_validate", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    found: Validate = module.errors
    return found


@pytest.fixture(scope="session")
def kubeconfig(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cluster of our own with two nodes of 8 GPUs; it ends with the session."""
    state = tmp_path_factory.mktemp("kube")
    tools = shared / "kube"
    up = [tools / "up", "--dir", state, "--nodes", "2", "--gpus", "8"]
    started = subprocess.run(up, capture_output=True, text=True, timeout=220, check=False)
    if started.returncode != 0:
        pytest.fail(f"the test cluster did not start: {started.stderr}")
    try:
        yield state / "kubeconfig"
    finally:
        subprocess.run([tools / "down", "--dir", state, "--purge"], check=True, timeout=60)


@pytest.fixture(scope="session")
def kubectl(kubeconfig: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run kubectl against the cluster; the caller looks at the outcome."""

    def run(*arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        command = ["kubectl", "--kubeconfig", str(kubeconfig), *arguments]
        return subprocess.run(
            command, input=text, capture_output=True, text=True, timeout=60, check=False
        )

    return run


@pytest.fixture(scope="session")
def cluster(kubeconfig: Path) -> Cluster:
    """The official client, as our adapter uses it."""
    return connect(kubeconfig)


@pytest.fixture
def namespace(kubectl: Callable[..., subprocess.CompletedProcess[str]]) -> str:
    """A namespace of the test's own."""
    name = f"residency-{uuid4().hex[:8]}"
    made = kubectl("create", "namespace", name)
    assert made.returncode == 0, made.stderr
    return name


@pytest.fixture(scope="session")
def plan_of(repository: Path) -> Callable[..., Plan]:
    """The plan of a recipe, placed in a namespace."""

    def build(recipe: str, namespace: str = "residency-local") -> Plan:
        loaded = load_pipeline(
            repository / "pipelines" / recipe,
            (
                f"placement.image={IMAGE}",
                "placement.queue=gpu",
                "placement.home=/residency",
                "placement.volumes=[{claim: data, path: /data}, {claim: models, path: /models}, "
                "{claim: residency, path: /residency, readOnly: false}]",
                f"placement.namespace={namespace}",
            ),
        )
        listings = {dataset.name: "listing" for dataset in loaded.pipeline.spec.datasets}
        return resolve(loaded, Facts(listings=listings, key_id="k1", versions={}))

    return build
