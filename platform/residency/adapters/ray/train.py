"""A training step as a Ray Train job, one worker a rank.

Ray Train places the workers, makes the process group and notices when one dies. What it does not
do here: resume (the checkpoints are ours, and it would restart the data from its beginning) and
retry (the flow owns that). A worker that hangs is none of its errors either: whoever waits here
watches the ranks' signs of life, and ends the job by their process ids.
"""

from __future__ import annotations

import importlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ray.exceptions import RayActorError
from ray.train import RunConfig, ScalingConfig
from ray.train.torch import TorchConfig, TorchTrainer
from ray.train.v2.api.config import FailureConfig
from ray.train.v2.api.exceptions import WorkerGroupError

from residency.adapters.ray.workers import WorkerPlaces, note_place
from residency.errors import Preempted, ResidencyError, StepFailed, WorkerLost
from residency.plan import layout
from residency.ports import Point, StopSignal
from residency.spec.training import Resources
from residency.train.drain import drainable
from residency.train.heartbeat import STANDARD, Deadlines, Heart, Phase, Watch
from residency.train.metrics import MetricsFollower
from residency.train.payload import (
    OUTCOME_FILE,
    STOP_FILE,
    Ending,
    TrainOutcome,
    TrainPayload,
    read_outcome,
)
from residency.train.supervise import hung

POLL_SECONDS = 0.2
END_SECONDS = 60.0  # for a job to end whose workers were killed
NOT_BEGUN_SECONDS = 5.0  # the same where none had begun: such a job ends with its driver


def run_training(
    payload: TrainPayload,
    entry: str,
    on_point: Callable[[Point], None],
    stopping: StopSignal,
    deadlines: Deadlines = STANDARD,
) -> TrainOutcome:
    """Run the job to its end and pass the points of its curves on while it goes.

    `entry` ("module:function") is imported by each worker and called with the payload as JSON.
    May be called from any thread. Raises the worker's own ResidencyError; WorkerLost where one
    died, or gave no sign for longer than its phase may last; Preempted where it was stopped before
    any had begun; or StepFailed.
    """
    folder = Path(payload.folder)
    folder.mkdir(parents=True, exist_ok=True)
    # The driver's machine too is not gone before the ranks have ended: they would lose it.
    with drainable(folder / STOP_FILE):
        return _run_training(payload, entry, on_point, stopping, deadlines)


def _run_training(
    payload: TrainPayload,
    entry: str,
    on_point: Callable[[Point], None],
    stopping: StopSignal,
    deadlines: Deadlines,
) -> TrainOutcome:
    folder = Path(payload.folder)
    asked = payload.model_copy(update={"asked_at": time.time()})
    fit = _Fit(_trainer(asked, entry))
    fit.start()
    follower = MetricsFollower(folder / layout.METRICS)
    watch = Watch(folder, deadlines, ranks=payload.work.execution.workers)
    guard = Guard(watch, WorkerPlaces(folder))
    try:
        while fit.is_alive():
            fit.join(POLL_SECONDS)
            for point in follower.new():
                on_point(point)
            if stopping.is_set():
                (folder / STOP_FILE).touch()
            # They may wait for a place in the cluster, without end.
            if (folder / STOP_FILE).exists() and not watch.ranks():
                raise Preempted(
                    f"{payload.step} was stopped before its workers had begun.",
                    "Run again to train it.",
                )
            guard.look()
    finally:
        guard.end(fit)
    for point in follower.new():
        on_point(point)
    if fit.error is not None and not _stopped_in_order(folder):
        raise cause_of(fit.error, guard.error, payload.step)
    return read_outcome(folder)


def _stopped_in_order(folder: Path) -> bool:
    """Whether the ranks had ended so before their machines went, and Ray with them."""
    return (folder / OUTCOME_FILE).is_file() and read_outcome(folder).ending is Ending.PREEMPTED


def run_entry(config: dict[str, str]) -> None:
    """What each worker runs: Ray hands it its arguments as a dict."""
    payload = TrainPayload.model_validate_json(config["payload"])
    folder = Path(payload.folder)
    note_place(folder)
    Heart(folder, int(os.environ["RANK"])).beat(Phase.LOAD)  # what follows may hang at an import
    module, _, function = config["entry"].partition(":")
    getattr(importlib.import_module(module), function)(config["payload"])


class Guard:
    """Ends a job of which a rank hangs: Ray Train then sees workers die, and ends fit()."""

    def __init__(self, watch: Watch, places: WorkerPlaces) -> None:
        self._watch, self._places = watch, places
        self.error: WorkerLost | None = None

    def look(self) -> None:
        """Kill every rank where one gives no sign; those too that come afterwards."""
        if self.error is None and (late := self._watch.overdue()):
            self.error = hung(late)
        if self.error is not None:
            self._places.kill_all()

    def end(self, fit: threading.Thread) -> None:
        """Leave no job behind, whatever ended the wait for it; workers may still be starting."""
        seconds = END_SECONDS if self._watch.ranks() else NOT_BEGUN_SECONDS
        until = time.monotonic() + seconds
        while fit.is_alive() and time.monotonic() < until:
            self._places.kill_all()
            fit.join(POLL_SECONDS)


class _Fit(threading.Thread):
    """fit() blocks; the thread that called us follows the curves meanwhile."""

    def __init__(self, trainer: TorchTrainer) -> None:
        super().__init__(name="ray-train-fit", daemon=True)
        self._trainer = trainer
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self._trainer.fit()
        # run_training raises it in the step's thread. Ray, when it is shut down, exits whoever
        # still waits for it.
        except (Exception, SystemExit) as error:  # noqa: BLE001
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


def cause_of(error: BaseException, hang: WorkerLost | None, step: str) -> ResidencyError:
    """The worker's own error where it is one of ours: it knows the remedy.

    When a worker dies or fails, those that wait for it say that they lost it, or hang until they
    are killed: theirs come last.
    """
    lost = None
    for cause in _causes(error):
        if isinstance(cause, ResidencyError) and not isinstance(cause, WorkerLost):
            return cause
        if isinstance(cause, WorkerLost | RayActorError):
            lost = cause
    if hang is not None:
        return hang
    if lost is not None:
        return WorkerLost(f"{step} lost a worker: {_first_line(lost)}", "See the attempt's log.")
    return StepFailed(f"{step}: {str(error).strip()}", "See the log of the attempt.")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """What ended each worker, as deep as Ray Train wraps it."""
    if isinstance(error, WorkerGroupError):
        for failure in error.worker_failures.values():
            wrapped = [getattr(failure, name, None) for name in ("cause", "health_check_failure")]
            for cause in (failure, *wrapped, failure.__cause__):
                if isinstance(cause, BaseException):
                    yield cause


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]
