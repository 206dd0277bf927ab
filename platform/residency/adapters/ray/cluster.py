"""The private Ray of this process: its own address, folder and token, and nothing told to anyone.

A bare ray.init() joins whatever cluster it finds, and writes a token file that everyone can read
(Ray 2.60); neither happens here.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from residency.errors import EnvironmentProblem, ResidencyError

_FOLDER = "residency-"
_TOO_SLOW = "timed out during startup"
_log = logging.getLogger(__name__)

JOB_VARIABLE = "RAY_JOB_CONFIG_JSON_ENV_VAR"
"""Set by Ray's job supervisor, and by nobody else."""


@dataclass(frozen=True, slots=True)
class RayOptions:
    """How the private Ray is started."""

    token_file: Path  # made with mode 0600 where it does not exist
    cpus: int  # logical: may exceed the cores, workers oversubscribe on purpose
    worker_environment: Mapping[str, str] = field(default_factory=dict)


def worker_environment(cache: Path) -> dict[str, str]:
    """What every process of a run is given: one thread each, nothing built, nobody called.

    `cache` takes what DeepSpeed would compile, if it ever did.
    """
    quiet = {
        "OMP_NUM_THREADS": "1",
        "TORCH_EXTENSIONS_DIR": str(cache / "torch-extensions"),
        "MAX_JOBS": "2",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        "MPLBACKEND": "agg",
        "DO_NOT_TRACK": "true",
        "AWS_EC2_METADATA_DISABLED": "true",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "RAY_USAGE_STATS_ENABLED": "0",
        # On busy cores workers take longer to start than the minute that Ray Train gives them.
        "RAY_TRAIN_WORKER_GROUP_START_TIMEOUT_S": "600",
    }
    if not Path("/dev/nvidiactl").exists():  # DeepSpeed looks for a GPU, and warns without one
        quiet["DS_ACCELERATOR"] = "cpu"
    if not in_ray_job(os.environ):
        # Nobody drains a private Ray, so nobody need watch for it: a process less for each job.
        quiet["RAY_TRAIN_ENABLE_PREEMPTION_WATCHER"] = "0"
    return quiet


def inference_environment() -> dict[str, str]:
    """What an inference actor is given beside that: every core, where the machine is ours.

    Answers are still missing when training is over, and the cores would idle. While it goes on,
    threads without work sleep, and take nothing from it.
    """
    if in_ray_job(os.environ):
        return {}  # the cluster shares out its cores
    return {"OMP_NUM_THREADS": str(os.cpu_count() or 1), "OMP_WAIT_POLICY": "PASSIVE"}


def in_ray_job(environment: Mapping[str, str]) -> bool:
    """Whether a job supervisor started this process inside a cluster that it may join."""
    return "RAY_ADDRESS" in environment and JOB_VARIABLE in environment


def task_slots() -> int:
    """How many tasks of pure computation run side by side: the cores that there are.

    An embedded Ray is told of more CPUs than the machine has, since workers that wait for each
    other are counted; so many processes that compute would only get in each other's way.
    """
    import ray

    if in_ray_job(os.environ):
        return max(1, int(ray.cluster_resources().get("CPU", 1)))  # type: ignore[no-untyped-call]
    return os.cpu_count() or 1


@contextmanager
def start_private_ray(options: RayOptions) -> Iterator[None]:
    """Run a Ray that is gone when the block ends; inside a Ray job, join its cluster instead."""
    if in_ray_job(os.environ):
        import ray

        environment = dict(options.worker_environment)
        ray.init(log_to_driver=False, runtime_env={"env_vars": environment})
        try:
            yield
        finally:
            ray.shutdown()
        return
    authenticate(options.token_file)
    import ray

    _quiet_raylet()
    with _temporary_folder() as temp:
        _start(options, temp)
        try:
            yield
        finally:
            ray.shutdown()


def _start(options: RayOptions, folder: str) -> None:
    """Start Ray; twice, where the machine is too busy. EnvironmentProblem when both fail."""
    import ray

    for _ in range(2):
        try:
            ray.init(
                address="local",
                num_cpus=options.cpus,
                include_dashboard=False,
                log_to_driver=False,
                logging_level=logging.ERROR,
                runtime_env={"env_vars": dict(options.worker_environment)},
                _temp_dir=folder,
            )
            return
        except Exception as error:  # Ray 2.60 raises Exception itself
            if _TOO_SLOW not in str(error):
                raise
            ray.shutdown()
    raise EnvironmentProblem(
        "Ray did not start in the 30 seconds that it gives itself, twice: the machine is busy",
        "Try again when it is less so; what was done is kept.",
    )


def _quiet_raylet() -> None:
    """Send the raylet's remarks to the log instead of standard output, where JSON may go.

    It remarks on every few processes beyond the cores, which is what an embedded Ray is for.
    Ray 2.60 has no switch: `log_to_driver` silences workers alone. Goes when it has one.
    """
    import ray._private.worker

    def to_log(data: Mapping[str, object], ignore_prefix: bool) -> None:
        _log.info("raylet: %s", data["lines"])

    ray._private.worker.print_to_stdstream = to_log


@contextmanager
def _temporary_folder() -> Iterator[str]:
    """A short path for Ray's sockets, which have 107 bytes; named by this process.

    A killed process leaves its folder behind: those of processes that are gone are removed.
    """
    root = Path(tempfile.gettempdir())
    for left in root.glob(f"{_FOLDER}*-*"):
        pid = left.name.removeprefix(_FOLDER).partition("-")[0]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(left, ignore_errors=True)
    prefix = f"{_FOLDER}{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as folder:
        yield folder


def authenticate(token_file: Path) -> None:
    """Have Ray use this token; must come before the first import of ray, which reads it (2.60).

    Raises ResidencyError where ray was imported with another setting already.
    """
    make_token(token_file)
    wanted = {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN_PATH": str(token_file),
        "RAY_USAGE_STATS_ENABLED": "0",
        # What will be the default: a worker without GPUs keeps the variables it was given.
        "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    }
    missing = [name for name in wanted if os.environ.get(name) != wanted[name]]
    if "ray" in sys.modules and any(name.startswith("RAY_AUTH") for name in missing):
        raise ResidencyError(
            f"ray was imported before {', '.join(missing)} was set, and would run without it.",
            "Call authenticate() before anything imports ray.",
        )
    os.environ |= wanted


def make_token(path: Path) -> None:
    """A random token that only this user can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        path.chmod(0o600)
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
