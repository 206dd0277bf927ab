"""A training step as a Ray Train job, one worker a rank.

Ray Train places the workers, makes the process group and notices when one dies. What it does not
do here: resume (the checkpoints are ours, and it would restart the data from its beginning) and
retry (the flow owns that).
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from pathlib import Path

from ray.train import RunConfig, ScalingConfig
from ray.train.torch import TorchConfig, TorchTrainer
from ray.train.v2.api.config import FailureConfig
from ray.train.v2.api.exceptions import WorkerGroupError

from residency.errors import ResidencyError, StepFailed
from residency.plan import layout
from residency.ports import Point, StopSignal
from residency.spec.training import Resources
from residency.train.metrics import MetricsFollower
from residency.train.payload import STOP_FILE, TrainOutcome, TrainPayload, read_outcome

POLL_SECONDS = 0.2


def run_training(
    payload: TrainPayload,
    entry: str,
    on_point: Callable[[Point], None],
    stopping: StopSignal,
) -> TrainOutcome:
    """Run the job to its end and pass the points of its curves on while it goes.

    `entry` ("module:function") is imported by each worker and called with the payload as JSON.
    May be called from any thread. Raises the worker's own ResidencyError, or StepFailed.
    """
    folder = Path(payload.folder)
    folder.mkdir(parents=True, exist_ok=True)
    fit = _Fit(_trainer(payload, entry))
    fit.start()
    follower = MetricsFollower(folder / layout.METRICS)
    while fit.is_alive():
        fit.join(POLL_SECONDS)
        for point in follower.new():
            on_point(point)
        if stopping.is_set():
            (folder / STOP_FILE).touch()
    for point in follower.new():
        on_point(point)
    if fit.error is not None:
        raise _cause(fit.error, payload.step)
    return read_outcome(folder)


def run_entry(config: dict[str, str]) -> None:
    """What each worker runs: Ray hands it its arguments as a dict."""
    module, _, function = config["entry"].partition(":")
    getattr(importlib.import_module(module), function)(config["payload"])


class _Fit(threading.Thread):
    """fit() blocks; the thread that called us follows the curves meanwhile."""

    def __init__(self, trainer: TorchTrainer) -> None:
        super().__init__(name="ray-train-fit", daemon=True)
        self._trainer = trainer
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self._trainer.fit()
        except Exception as error:  # noqa: BLE001 - run_training raises it in the step's thread
            self.error = error


def _trainer(payload: TrainPayload, entry: str) -> TorchTrainer:
    folder = Path(payload.folder)
    resources = payload.work.resources
    return TorchTrainer(
        run_entry,
        train_loop_config={"entry": entry, "payload": payload.model_dump_json(by_alias=True)},
        torch_config=TorchConfig(backend="nccl" if resources.gpus else "gloo"),
        scaling_config=ScalingConfig(
            num_workers=payload.work.execution.workers,
            use_gpu=resources.gpus > 0,
            resources_per_worker=_granted(resources),
        ),
        run_config=RunConfig(
            name=folder.name,  # the attempt's id: Ray Train resumes a name that it has seen
            storage_path=str(folder / "ray"),
            failure_config=FailureConfig(max_failures=0, controller_failure_limit=0),
        ),
    )


def _granted(resources: Resources) -> dict[str, float]:
    granted = {"CPU": resources.cpus}
    return granted | {"GPU": resources.gpus} if resources.gpus else granted


def _cause(error: Exception, step: str) -> ResidencyError:
    """The worker's own error where it is one of ours: it knows the remedy."""
    if isinstance(error, WorkerGroupError):
        for failure in error.worker_failures.values():
            for cause in (failure, getattr(failure, "cause", None), failure.__cause__):
                if isinstance(cause, ResidencyError):
                    return cause
    return StepFailed(f"{step}: {str(error).strip()}", "See the log of the attempt.")
