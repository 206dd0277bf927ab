"""The launcher against a real API server; the test plays the operator by writing statuses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from residency.adapters.kubernetes.connect import Cluster, connect
from residency.adapters.kubernetes.launcher import KubernetesLauncher
from residency.adapters.kubernetes.settings import cluster_settings
from residency.errors import EnvironmentProblem
from residency.plan.work import Plan
from residency.ports import Launcher, Phase, RendersObjects

RAYJOBS = ("ray.io", "v1")


class Operator:
    """What the test writes in KubeRay's place, and what it sees."""

    def __init__(self, cluster: Cluster, namespace: str) -> None:
        self.custom = cluster.custom
        self.namespace = namespace

    def jobs(self) -> list[dict[str, Any]]:
        """RayJobs of the namespace, by name."""
        found: Any = self.custom.list_namespaced_custom_object(
            *RAYJOBS, self.namespace, "rayjobs", _request_timeout=30.0
        )
        return sorted(found["items"], key=lambda job: str(job["metadata"]["name"]))

    def says(self, name: str, deployment: str, job: str, message: str = "") -> None:
        """Write the status of a RayJob."""
        body = {
            "status": {
                "jobDeploymentStatus": deployment,
                "jobStatus": job,
                "message": message,
            }
        }
        self.custom.patch_namespaced_custom_object_status(
            *RAYJOBS, self.namespace, "rayjobs", name, body, _request_timeout=30.0
        )


@pytest.fixture
def operator(cluster: Cluster, namespace: str) -> Operator:
    return Operator(cluster, namespace)


@pytest.fixture
def plan(plan_of: Callable[..., Plan], namespace: str) -> Plan:
    return plan_of("quickstart/pipeline.yaml", namespace)


@pytest.fixture
def launcher(cluster: Cluster, plan: Plan) -> KubernetesLauncher:
    return KubernetesLauncher(cluster, cluster_settings(plan))


def test_it_is_a_launcher_that_renders_objects(launcher: KubernetesLauncher, plan: Plan) -> None:
    port: Launcher = launcher
    assert port is launcher
    assert isinstance(launcher, RendersObjects)
    assert {job["kind"] for job in launcher.objects(plan)} == {"RayJob"}


def test_ensure_twice_is_one_job(
    launcher: KubernetesLauncher, plan: Plan, operator: Operator, cluster: Cluster
) -> None:
    step = plan.step("train.align")
    launcher.ensure(plan, step, "a1")
    launcher.ensure(plan, step, "a1")
    # The process was killed and started again: it asks for the same attempt, then for a new one.
    again = KubernetesLauncher(cluster, cluster_settings(plan))
    again.ensure(plan, step, "a1")
    again.ensure(plan, step, "a2")
    (job,) = operator.jobs()
    assert job["metadata"]["annotations"]["residency.dev/steps"] == "train.align"
    assert launcher.observe("a1").phase is Phase.PENDING
    assert again.observe("a2") == launcher.observe("a1")


def test_a_failed_attempt_stays_and_the_next_is_a_job_of_its_own(
    launcher: KubernetesLauncher, plan: Plan, operator: Operator
) -> None:
    step = plan.step("train.align")
    launcher.ensure(plan, step, "a1")
    (first,) = operator.jobs()
    message = "Job entrypoint command failed with exit code 1, last available logs"
    operator.says(first["metadata"]["name"], "Failed", "FAILED", message)
    launcher.ensure(plan, step, "a2")
    assert len(operator.jobs()) == 2
    assert (launcher.observe("a1").phase, launcher.observe("a1").reason) == (Phase.FAILED, message)
    assert launcher.observe("a2").phase is Phase.PENDING


def test_observe_follows_the_operator(
    launcher: KubernetesLauncher, plan: Plan, operator: Operator
) -> None:
    launcher.ensure(plan, plan.step("train.align"), "a1")
    (job,) = operator.jobs()
    name = job["metadata"]["name"]
    seen = []
    for deployment, ray in (
        ("Suspended", ""),
        ("Initializing", ""),
        ("Running", "RUNNING"),
        ("Complete", "SUCCEEDED"),
    ):
        operator.says(name, deployment, ray)
        seen.append(launcher.observe("a1").phase)
    assert seen == [Phase.PENDING, Phase.PENDING, Phase.RUNNING, Phase.DONE]


def test_a_gate_runs_in_the_job_that_evaluates(
    launcher: KubernetesLauncher, plan: Plan, operator: Operator
) -> None:
    launcher.ensure(plan, plan.step("evaluate.instruct.heldout"), "e1")
    launcher.ensure(plan, plan.step("gate.instruct"), "g1")
    (job,) = operator.jobs()
    name = job["metadata"]["name"]
    operator.says(name, "Failed", "FAILED", "failed with exit code 3")
    assert launcher.observe("g1").phase is Phase.REJECTED


def test_a_gate_whose_job_has_ended_gets_one_without_workers(
    launcher: KubernetesLauncher, plan: Plan, operator: Operator
) -> None:
    launcher.ensure(plan, plan.step("evaluate.instruct.heldout"), "e1")
    (first,) = operator.jobs()
    operator.says(first["metadata"]["name"], "Failed", "FAILED", "failed with exit code 75")
    launcher.ensure(plan, plan.step("gate.instruct"), "g1")
    launcher.ensure(plan, plan.step("register"), "r1")
    (second,) = (
        job for job in operator.jobs() if job != first and "gate" in job["metadata"]["name"]
    )
    assert second["spec"]["entrypoint"].endswith(".json gate.instruct register")
    assert "workerGroupSpecs" not in second["spec"]["rayClusterSpec"]
    assert len(operator.jobs()) == 2


def test_stop_deletes_the_job_and_may_be_repeated(
    launcher: KubernetesLauncher, plan: Plan, operator: Operator
) -> None:
    launcher.ensure(plan, plan.step("train.align"), "a1")
    launcher.stop("a1", grace=5.0)
    launcher.stop("a1", grace=5.0)
    assert operator.jobs() == []
    assert launcher.observe("a1").phase is Phase.PREEMPTED
    launcher.ensure(plan, plan.step("train.align"), "a1")
    assert operator.jobs() == []  # a stopped attempt is not started anew


def test_there_is_no_log_before_a_pod(launcher: KubernetesLauncher, plan: Plan) -> None:
    launcher.ensure(plan, plan.step("train.align"), "a1")
    assert launcher.logs("a1") == ""


def test_an_attempt_that_was_never_ensured_is_unknown(launcher: KubernetesLauncher) -> None:
    with pytest.raises(KeyError):
        launcher.observe("nobody")


def test_a_missing_namespace_is_named(cluster: Cluster, plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("quickstart/pipeline.yaml", "nowhere")
    launcher = KubernetesLauncher(cluster, cluster_settings(plan))
    with pytest.raises(EnvironmentProblem, match="there is no namespace nowhere"):
        launcher.ensure(plan, plan.step("train.align"), "a1")


def test_a_server_that_does_not_answer_is_named(
    tmp_path: Path, kubeconfig: Path, plan: Plan
) -> None:
    text = kubeconfig.read_text()
    (server,) = (line for line in text.splitlines() if "server: " in line)
    broken = tmp_path / "kubeconfig"
    broken.write_text(text.replace(server, server.rpartition(":")[0] + ":1"))
    launcher = KubernetesLauncher(connect(broken), cluster_settings(plan))
    with pytest.raises(EnvironmentProblem, match="the Kubernetes API does not answer"):
        launcher.ensure(plan, plan.step("train.align"), "a1")
