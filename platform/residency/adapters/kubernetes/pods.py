"""Pod templates: what every container of a job is given, and what it is denied."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from residency.spec.pipeline import Volume
from residency.spec.training import Resources

Object: TypeAlias = dict[str, object]

USER = 1000  # of the images; never root
_MEBIBYTES = {"Mi": 1, "Gi": 1024, "Ti": 1024 * 1024}

# No telemetry, no hub, no look at the cloud's metadata service, no build tools at run time.
# Ray's token comes from the operator (authOptions); RAY_AUTH_MODE is set by it too.
_ENVIRONMENT = {
    "AWS_EC2_METADATA_DISABLED": "true",
    "DO_NOT_TRACK": "true",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "HOME": "/tmp",
    "MLFLOW_ALLOW_PICKLE_DESERIALIZATION": "false",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RESIDENCY_DRAIN": "/tmp/drain",
    "TOKENIZERS_PARALLELISM": "false",
    "TORCH_EXTENSIONS_DIR": "/tmp/torch-extensions",
    "TRANSFORMERS_OFFLINE": "1",
}


_DRAIN = ("python", "-m", "residency.train.drain")


@dataclass(frozen=True, slots=True)
class Shape:
    """What one container is given; requests equal limits."""

    cpus: float
    memory: str
    gpus: int = 0

    @classmethod
    def of_workers(cls, each: Resources, count: int) -> Shape:
        """Room for so many workers in one pod. GPUs are whole: a fraction is rounded up."""
        return cls(
            each.cpus * count, _times(each.memory, count), math.ceil(round(each.gpus * count, 6))
        )

    def resources(self) -> Object:
        """The container's `resources`."""
        amounts: dict[str, str] = {"cpu": _cpu(self.cpus), "memory": self.memory}
        if self.gpus:
            amounts["nvidia.com/gpu"] = str(self.gpus)
        return {"requests": dict(amounts), "limits": dict(amounts)}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all pods of one job have in common."""

    labels: Mapping[str, str]
    image: str
    home: str
    grace_seconds: int  # for a step of training and its checkpoint
    on_gpus: bool  # whether any pod of the job has them


def pod_template(
    name: str, shape: Shape, job: Surroundings, volumes: Sequence[Volume] = ()
) -> Object:
    """A pod of one container that keeps to Pod Security `restricted`."""
    container: Object = {
        "name": name,
        "image": job.image,
        "imagePullPolicy": "IfNotPresent",
        "env": _environment(job),
        "resources": shape.resources(),
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "privileged": False,
            "readOnlyRootFilesystem": True,
            "runAsNonRoot": True,
        },
        "volumeMounts": _mounts(volumes),
        # Before SIGTERM, which ends Ray and with it whoever trains: he is asked, and waited for.
        "lifecycle": {"preStop": {"exec": {"command": list(_DRAIN)}}},
    }
    return {
        "metadata": {"labels": dict(job.labels)},
        "spec": {
            "automountServiceAccountToken": False,
            "containers": [container],
            "enableServiceLinks": False,
            "restartPolicy": "Never",
            "securityContext": {
                "fsGroup": USER,
                "runAsGroup": USER,
                "runAsNonRoot": True,
                "runAsUser": USER,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "terminationGracePeriodSeconds": job.grace_seconds,
            "volumes": _volumes(shape, volumes),
        },
    }


def _environment(job: Surroundings) -> list[Object]:
    values = _ENVIRONMENT | {
        "RAY_JOB_STOP_WAIT_TIME_S": str(job.grace_seconds),  # of `ray job stop`; else 3
        "RESIDENCY_HOME": job.home,
    }
    if not job.on_gpus:
        values["DS_ACCELERATOR"] = "cpu"  # an empty value is an error: unset with GPUs
    return [{"name": name, "value": value} for name, value in sorted(values.items())]


def _mounts(volumes: Sequence[Volume]) -> list[Object]:
    claims: list[Object] = [
        {"name": f"claim-{index}", "mountPath": volume.path, "readOnly": volume.read_only}
        for index, volume in enumerate(volumes)
    ]
    return [
        {"name": "tmp", "mountPath": "/tmp"},
        {"name": "shm", "mountPath": "/dev/shm"},
        *claims,
    ]


def _volumes(shape: Shape, volumes: Sequence[Volume]) -> list[Object]:
    # Ray's object store lies in /dev/shm and takes 30% of the memory; what is in it counts.
    shared = f"{_mebibytes(shape.memory) // 3}Mi"
    claims: list[Object] = [
        {
            "name": f"claim-{index}",
            "persistentVolumeClaim": {"claimName": volume.claim, "readOnly": volume.read_only},
        }
        for index, volume in enumerate(volumes)
    ]
    return [
        {"name": "tmp", "emptyDir": {}},
        {"name": "shm", "emptyDir": {"medium": "Memory", "sizeLimit": shared}},
        *claims,
    ]


def _cpu(cpus: float) -> str:
    return str(int(cpus)) if cpus == int(cpus) else f"{math.ceil(cpus * 1000)}m"


def _times(memory: str, count: int) -> str:
    return f"{int(memory[:-2]) * count}{memory[-2:]}"


def _mebibytes(memory: str) -> int:
    return int(memory[:-2]) * _MEBIBYTES[memory[-2:]]
