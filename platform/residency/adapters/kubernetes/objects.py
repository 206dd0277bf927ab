"""RayJobs of a plan: pure functions of the plan and the settings, equal to the byte each time."""

from __future__ import annotations

import math
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from residency.adapters.kubernetes import naming
from residency.adapters.kubernetes.jobs import HEAVY, Job, jobs
from residency.adapters.kubernetes.pods import Object, Shape, Surroundings, pod_template
from residency.adapters.kubernetes.settings import ClusterSettings, cluster_settings
from residency.errors import SpecError
from residency.plan.work import (
    DecontaminateWork,
    EvaluateWork,
    IngestWork,
    PackWork,
    Plan,
    StepKind,
    TrainWork,
)
from residency.spec.training import Resources

RAY_API = "ray.io/v1"
RAY_VERSION = "2.60.0"  # of the images; a test holds it to the pinned ray
DEADLINE_HOURS = 24.0  # of a job that states none: the light steps
_SUBMITTER = Shape(cpus=0.5, memory="1Gi")


@dataclass(frozen=True, slots=True)
class Group:
    """The worker pods of a job: so many pods, so many workers in each."""

    pods: int
    workers: int
    shape: Shape


def ray_jobs(plan: Plan) -> Sequence[Mapping[str, object]]:
    """The RayJobs of a plan where its placement says. Raises SpecError as `cluster_settings`."""
    return objects(plan, cluster_settings(plan))


def objects(plan: Plan, settings: ClusterSettings) -> Sequence[Mapping[str, object]]:
    """One RayJob a heavy step, in the plan's order.

    Raises SpecError where two steps would have the same name: one would replace the other.
    """
    found = jobs(plan)
    names = Counter(naming.job_name(plan, job.main) for job in found)
    name, count = names.most_common(1)[0]
    if count > 1:
        raise SpecError(
            f"{count} steps would have the RayJob name {name}.",
            "Rename a stage or a benchmark: joined by hyphens, their names must stay different.",
        )
    return [rayjob(plan, job, settings) for job in found]


def rayjob(plan: Plan, job: Job, settings: ClusterSettings, attempt: str = "") -> Object:
    """The RayJob of a job; `attempt` makes it an object of its own."""
    pods = _surroundings(plan, job, settings)
    labels = dict(pods.labels) | {naming.QUEUE: settings.queue}
    return {
        "apiVersion": RAY_API,
        "kind": "RayJob",
        "metadata": {
            "name": naming.job_name(plan, job.main, attempt),
            "namespace": settings.namespace,
            "labels": dict(sorted(labels.items())),
            "annotations": {
                naming.AFTER: " ".join(job.after),
                naming.STEPS: " ".join(step.id for step in job.steps),
            },
        },
        "spec": {
            "entrypoint": entrypoint(job, settings.plan_uri),
            "submissionMode": "K8sJobMode",  # the submitter's pod keeps the log
            "submitterPodTemplate": pod_template("ray-job-submitter", _SUBMITTER, pods),
            "suspend": True,  # Kueue owns it, and lets the job in
            "shutdownAfterJobFinishes": True,
            "ttlSecondsAfterFinished": 0,  # of the cluster: its GPUs go back at once
            "activeDeadlineSeconds": math.ceil(_resources(job).deadline_hours * 3600),
            "preRunningDeadlineSeconds": settings.start_seconds,
            "backoffLimit": 0,  # the flow alone retries
            "rayClusterSpec": _cluster(job, pods, settings),
        },
    }


def _surroundings(plan: Plan, job: Job, settings: ClusterSettings) -> Surroundings:
    return Surroundings(
        labels=naming.pod_labels(plan, job.main),
        image=settings.image,
        home=settings.home,
        grace_seconds=settings.grace_seconds,
        on_gpus=_resources(job).gpus > 0,
    )


def entrypoint(job: Job, plan_uri: str) -> str:
    """The machine entry, with the job's steps in order."""
    return shlex.join(["residency", "step", plan_uri, *(step.id for step in job.steps)])


def worker_group(job: Job, gpus_per_node: int) -> Group | None:
    """The workers of a job, as many to a pod as a node has GPUs for; None for light steps.

    Pods are equal, so a number of workers that does not fill them is spread evenly.
    """
    if job.main.kind not in HEAVY:
        return None
    each, work = _resources(job), job.main.work
    count = work.execution.workers if isinstance(work, TrainWork) else 1
    room = max(1, int(gpus_per_node / each.gpus)) if each.gpus else 1
    pods = math.ceil(count / room)
    workers = math.ceil(count / pods)
    return Group(pods, workers, Shape.of_workers(each, workers))


def _resources(job: Job) -> Resources:
    work = job.main.work
    if isinstance(work, IngestWork | DecontaminateWork | PackWork | TrainWork | EvaluateWork):
        return work.resources
    return Resources(deadline_hours=DEADLINE_HOURS)


def _cluster(job: Job, pods: Surroundings, settings: ClusterSettings) -> Object:
    head = Shape(settings.head_cpus, settings.head_memory)
    cluster: Object = {
        "rayVersion": RAY_VERSION,
        "authOptions": {"mode": "token"},
        "enableInTreeAutoscaling": False,  # its service account could change other clusters
        "headGroupSpec": {
            "serviceType": "ClusterIP",
            "rayStartParams": _head_parameters(job),
            "template": pod_template("ray-head", head, pods, settings.volumes),
        },
    }
    group = worker_group(job, settings.gpus_per_node)
    if group is not None:
        template = pod_template("ray-worker", group.shape, pods, settings.volumes)
        cluster["workerGroupSpecs"] = [_workers(group.pods, template)]
    return cluster


def _head_parameters(job: Job) -> dict[str, str]:
    """The head drives; of a train job it takes no worker, whatever the worker asks for."""
    parameters = {"dashboard-host": "0.0.0.0", "num-gpus": "0"}
    return parameters | {"num-cpus": "0"} if job.main.kind is StepKind.TRAIN else parameters


def _workers(count: int, template: Object) -> Object:
    return {
        "groupName": "workers",
        "replicas": count,
        "minReplicas": count,
        "maxReplicas": count,
        "rayStartParams": {},
        "template": template,
    }
