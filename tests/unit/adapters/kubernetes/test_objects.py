"""RayJobs: pure, complete, hardened, and shaped for the work."""

import json
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from typing import Any

import pytest

from residency.adapters.kubernetes.jobs import job_of
from residency.adapters.kubernetes.objects import RAY_VERSION, ray_jobs, worker_group
from residency.errors import SpecError
from residency.plan.work import Plan

RayJob = Mapping[str, Any]


@pytest.fixture
def rendered(plan: Plan) -> dict[str, RayJob]:
    """The quickstart's RayJobs by name."""
    return {job["metadata"]["name"]: job for job in by_any(plan)}


def by_any(plan: Plan) -> list[dict[str, Any]]:
    """As a program reads them: through JSON."""
    found: list[dict[str, Any]] = json.loads(json.dumps(ray_jobs(plan)))
    return found


def pods(job: RayJob) -> Iterator[dict[str, Any]]:
    """The pod specs of a RayJob."""
    cluster = job["spec"]["rayClusterSpec"]
    groups = [cluster["headGroupSpec"], *cluster.get("workerGroupSpecs", [])]
    yield from (group["template"]["spec"] for group in groups)
    yield job["spec"]["submitterPodTemplate"]["spec"]


def environment(pod: Mapping[str, Any]) -> dict[str, str]:
    return {one["name"]: one["value"] for one in pod["containers"][0]["env"]}


def test_the_same_plan_gives_the_same_bytes(plan_of: Callable[..., Plan]) -> None:
    first, second = (json.dumps(ray_jobs(plan_of("medgpt_oss/20b.yaml"))) for _ in range(2))
    assert first == second


def test_placement_changes_objects_and_no_fingerprint(plan_of: Callable[..., Plan]) -> None:
    one = plan_of("quickstart/pipeline.yaml")
    other = plan_of("quickstart/pipeline.yaml", "placement.queue=night", "placement.namespace=b")
    assert [s.fingerprint for s in one.steps] == [s.fingerprint for s in other.steps]
    (queue,) = {job["metadata"]["labels"]["kueue.x-k8s.io/queue-name"] for job in by_any(other)}
    assert queue == "night"


def test_a_job_lists_its_steps(rendered: Mapping[str, RayJob]) -> None:
    job = rendered["quickstart-evaluate-instruct-heldout"]
    *command, uri = job["spec"]["entrypoint"].split()[:3]
    assert command == ["residency", "step"]
    assert uri.startswith("local/plans/quickstart/")
    assert job["spec"]["entrypoint"].split()[3:] == [
        "evaluate.instruct.heldout",
        "gate.instruct",
        "register",
    ]
    assert job["metadata"]["annotations"]["residency.dev/steps"] == (
        "evaluate.instruct.heldout gate.instruct register"
    )


def test_a_job_is_kueues_and_the_flows(rendered: Mapping[str, RayJob]) -> None:
    for job in rendered.values():
        spec = job["spec"]
        assert spec["suspend"] is True
        assert spec["shutdownAfterJobFinishes"] is True
        assert spec["ttlSecondsAfterFinished"] == 0  # else a finished job keeps its GPUs
        assert spec["backoffLimit"] == 0
        assert spec["preRunningDeadlineSeconds"] > 0
        assert "clusterSelector" not in spec
        assert spec["rayClusterSpec"]["authOptions"] == {"mode": "token"}
        assert job["metadata"]["labels"]["kueue.x-k8s.io/queue-name"] == "gpu"


def test_the_deadline_is_the_recipes(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("medgpt_oss/20b.yaml")
    jobs = {job["metadata"]["name"]: job["spec"] for job in by_any(plan)}
    assert jobs["medgpt-oss-20b-train-midtrain"]["activeDeadlineSeconds"] == 336 * 3600


def test_every_pod_keeps_to_pod_security_restricted(rendered: Mapping[str, RayJob]) -> None:
    for pod in (pod for job in rendered.values() for pod in pods(job)):
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] > 0
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        (container,) = pod["containers"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "privileged": False,
            "readOnlyRootFilesystem": True,
            "runAsNonRoot": True,
        }
        assert container["resources"]["requests"] == container["resources"]["limits"]
        mounts = {mount["mountPath"] for mount in container["volumeMounts"]}
        assert {"/tmp", "/dev/shm"} <= mounts
        assert {mount["name"] for mount in container["volumeMounts"]} == {
            volume["name"] for volume in pod["volumes"]
        }


def test_every_pod_is_quiet_and_knows_the_store(rendered: Mapping[str, RayJob]) -> None:
    for pod in (pod for job in rendered.values() for pod in pods(job)):
        values = environment(pod)
        assert values["RESIDENCY_HOME"] == "/residency"
        assert values["RAY_USAGE_STATS_ENABLED"] == "0"
        assert values["MLFLOW_DISABLE_TELEMETRY"] == "true"
        assert values["HF_HUB_OFFLINE"] == "1"
        assert values["DS_ACCELERATOR"] == "cpu"


def test_every_pod_has_training_end_before_it_goes(rendered: Mapping[str, RayJob]) -> None:
    """Kueue preempts a job by ending its pods: SIGTERM would end Ray before a checkpoint is."""
    for pod in (pod for job in rendered.values() for pod in pods(job)):
        (container,) = pod["containers"]
        command = container["lifecycle"]["preStop"]["exec"]["command"]
        assert command == ["python", "-m", "residency.train.drain"]
        values = environment(pod)
        assert values["RESIDENCY_DRAIN"].startswith("/tmp/")
        assert values["RAY_JOB_STOP_WAIT_TIME_S"] == "120"
        assert pod["terminationGracePeriodSeconds"] == 120


def test_a_train_job_keeps_its_head_free(plan_of: Callable[..., Plan]) -> None:
    jobs = {job["metadata"]["name"]: job for job in by_any(plan_of("medgpt_oss/20b.yaml"))}
    cluster = jobs["medgpt-oss-20b-train-instruct"]["spec"]["rayClusterSpec"]
    assert cluster["headGroupSpec"]["rayStartParams"]["num-cpus"] == "0"
    head, worker, _ = pods(jobs["medgpt-oss-20b-train-instruct"])
    assert "nvidia.com/gpu" not in head["containers"][0]["resources"]["limits"]
    assert worker["containers"][0]["resources"]["limits"] == {
        "cpu": "112",
        "memory": "1792Gi",
        "nvidia.com/gpu": "8",
    }
    assert "DS_ACCELERATOR" not in environment(head) | environment(worker)


def test_only_pods_that_work_see_the_volumes(plan_of: Callable[..., Plan]) -> None:
    job = by_any(plan_of("medgpt_oss/20b.yaml"))[0]
    seen = [
        {mount["mountPath"] for mount in pod["containers"][0]["volumeMounts"]} for pod in pods(job)
    ]
    head, worker, submitter = seen
    assert {"/data", "/models", "/residency"} <= head & worker
    assert submitter == {"/tmp", "/dev/shm"}


@pytest.mark.parametrize(
    ("workers", "gpus", "node", "expected"),
    [
        (8, "1.0", 8, (1, 8, 8)),
        (16, "1.0", 8, (2, 8, 8)),
        (12, "1.0", 8, (2, 6, 6)),
        (8, "1.0", 4, (2, 4, 4)),
        (4, "2.0", 8, (1, 4, 8)),
        (2, "0.5", 1, (1, 2, 1)),
        (2, "0.0", 8, (2, 1, 0)),
    ],
)
def test_workers_are_grouped_by_node(
    plan_of: Callable[..., Plan],
    workers: int,
    gpus: str,
    node: int,
    expected: tuple[int, int, int],
) -> None:
    plan = plan_of(
        "medgpt_oss/20b.yaml",
        f"curriculum.align.execution.workers={workers}",
        f"curriculum.align.resources.gpus={gpus}",
    )
    group = worker_group(job_of(plan, plan.step("train.align")), node)
    assert group is not None
    assert (group.pods, group.workers, group.shape.gpus) == expected


def test_a_light_job_has_no_workers(plan: Plan) -> None:
    gate = plan.step("gate.instruct")
    assert worker_group(job_of(plan, gate).starting_at(gate), 8) is None


def test_two_steps_never_share_a_name(plan: Plan) -> None:
    step = plan.step("evaluate.instruct.heldout")
    alike = [step.model_copy(update={"id": f"evaluate.{name}"}) for name in ("a.b-c", "a-b.c")]
    with pytest.raises(SpecError, match="2 steps would have the RayJob name quickstart-evaluate"):
        ray_jobs(plan.model_copy(update={"steps": (*plan.steps, *alike)}))


def test_ray_in_the_cluster_is_the_pinned_one() -> None:
    assert version("ray") == RAY_VERSION
