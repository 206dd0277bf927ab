"""Which error a job ends with, and that it ends."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from ray.train.v2.api.exceptions import WorkerGroupError

from residency.adapters.ray.train import Guard, cause_of
from residency.adapters.ray.workers import PLACES, WorkerPlace, WorkerPlaces
from residency.errors import Diverged, ResidencyError, StepFailed, WorkerLost
from residency.train.durable import replace
from residency.train.heartbeat import Deadlines, Heart, Phase, Watch
from residency.train.processes import start_of

HANG = WorkerLost("A worker hangs: rank 0.", "See its log.")
LOST = WorkerLost("Another rank went away.", "See the log of that rank.")
OWN = Diverged("The loss is nan.", "Lower lr.")


@pytest.mark.parametrize(
    ("failures", "hang", "expected"),
    [
        ([LOST, OWN], HANG, OWN),  # the same again would diverge again
        ([LOST, OWN], None, OWN),
        ([LOST], HANG, HANG),
        ([ValueError("what")], HANG, HANG),
    ],
)
def test_a_workers_own_error_comes_first(
    failures: list[Exception], hang: WorkerLost | None, expected: ResidencyError
) -> None:
    error = WorkerGroupError("failed", dict(enumerate(failures)))
    assert cause_of(error, hang, "sft") is expected


def test_without_a_hang_a_lost_worker_or_the_text_is_the_cause() -> None:
    lost = cause_of(WorkerGroupError("failed", {0: LOST}), None, "sft")
    assert (type(lost), lost.message) == (
        WorkerLost,
        "sft lost a worker: Another rank went away.",
    )
    assert type(cause_of(ValueError("what"), None, "sft")) is StepFailed


class Places(WorkerPlaces):
    """Counts how often it was asked to end them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, lambda: "here")
        self.asked = 0

    def kill_all(self) -> None:
        self.asked += 1


def test_workers_that_come_after_a_hang_was_seen_are_ended_too(tmp_path: Path) -> None:
    now, places = [0.0], Places(tmp_path)
    Heart(tmp_path, 0).beat(Phase.LOAD)
    guard = Guard(Watch(tmp_path, Deadlines(load=60.0), lambda: now[0], ranks=1), places)
    guard.look()
    assert (guard.error, places.asked) == (None, 0)
    now[0] = 61.0
    guard.look()
    guard.look()
    assert guard.error is not None
    assert places.asked == 2


def test_an_ended_wait_ends_the_workers_that_come_late(tmp_path: Path) -> None:
    def fit() -> None:
        with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as worker:
            place = WorkerPlace(node="here", pid=worker.pid, started=start_of(worker.pid))
            (tmp_path / PLACES).mkdir()
            replace(tmp_path / PLACES / "0.json", place.model_dump_json().encode())
            ends.append(worker.wait(30))

    ends: list[int] = []
    job = threading.Thread(target=fit)
    guard = Guard(Watch(tmp_path, ranks=1), WorkerPlaces(tmp_path, lambda: "here"))
    job.start()
    guard.end(job)
    job.join(0)
    assert ends == [-9]
