"""A training job under Ray Train: it waits for its inputs, dies with a worker, and continues."""

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from residency.adapters.ray.train import run_training
from residency.errors import Preempted, ResidencyError, StepFailed, WorkerLost
from residency.model.build import load_model
from residency.plan.record import Artifact, Attempt, Record, Submitter
from residency.ports import Point
from residency.spec.training import Precision
from residency.train.inputs import content_digest
from residency.train.payload import AwaitedInput, Ending, TrainPayload
from tests.tiny import tiny_work

ENTRY = "tests.integration.entries:deepspeed_worker"
MakePayload = Callable[..., TrainPayload]

pytestmark = [pytest.mark.usefixtures("ray_cluster"), pytest.mark.timeout(600)]


def record_of(folder: Path) -> str:
    """A record whose only artifact is `folder`."""
    shards = Artifact(name="shards", uri=folder.name, sha256=content_digest(folder), bytes=1)
    return Record(
        tenant="t",
        pipeline="p",
        step="pack.align",
        kind="pack",
        fingerprint="0" * 64,
        identity=None,
        submitter=Submitter(name="tester", source="os-user"),
        attempts=(Attempt(id="a1", start="2026-01-01T00:00:00Z"),),
        outputs=(shards,),
        data_state="deidentified",
    ).model_dump_json(by_alias=True)


def kill_when(condition: Callable[[], bool], pid_file: Path) -> threading.Thread:
    def watch() -> None:
        while not condition():
            time.sleep(0.02)
        os.kill(int(pid_file.read_text()), signal.SIGKILL)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


def test_a_killed_job_fails_and_the_next_attempt_continues(make_payload: MakePayload) -> None:
    work = tiny_work(
        zero=3,
        workers=2,
        global_batch=4,
        precision=Precision.BF16,
        steps=400,
        checkpoint_every=2,
        lr=1e-4,
    )
    first = make_payload("killed", work, "shared")
    checkpoints = Path(first.checkpoints)
    kill_when(lambda: any(checkpoints.glob("step-000004/*/COMMIT")), Path(first.folder) / "pid-1")
    with pytest.raises(WorkerLost):
        run_training(first, ENTRY, lambda _: None, threading.Event())

    second = make_payload("continued", work, "shared")
    shards = Path(second.inputs["shards"])
    record = Path(second.folder) / "pack-record.json"
    awaited = AwaitedInput(record=str(record), artifact="shards", root=str(shards.parent))
    inputs = {role: path for role, path in second.inputs.items() if role != "shards"}
    second = second.model_copy(update={"inputs": inputs, "awaited": {"shards": awaited}})
    points: list[Point] = []
    stopping = threading.Event()

    def on_point(point: Point) -> None:
        points.append(point)
        if point.step >= 8:
            stopping.set()

    threading.Timer(1.0, lambda: record.write_text(record_of(shards))).start()
    outcome = run_training(second, ENTRY, on_point, stopping)
    assert outcome.ending is Ending.PREEMPTED
    assert outcome.resumed_from >= 4
    assert outcome.steps > outcome.resumed_from
    assert min(point.step for point in points) == outcome.resumed_from + 1
    assert {"loss", "lr", "grad_norm", "tokens_per_second"} <= {point.name for point in points}


def test_a_job_that_waits_for_a_place_in_the_cluster_stops_at_once(
    make_payload: MakePayload,
) -> None:
    """Nothing is lost, and no worker would ever see that it was asked to stop."""
    work = tiny_work(workers=2, global_batch=4)
    large = work.resources.model_copy(update={"cpus": 9999.0})
    payload = make_payload("waiting", work.model_copy(update={"resources": large}))
    stopping = threading.Event()
    stopping.set()
    with pytest.raises(Preempted, match="before its workers had begun"):
        run_training(payload, ENTRY, lambda _: None, stopping)


def test_a_job_ends_with_a_model_or_with_the_workers_own_error(make_payload: MakePayload) -> None:
    work = tiny_work(zero=2, workers=2, global_batch=4, precision=Precision.BF16)
    payload = make_payload("done", work)
    outcome = run_training(payload, ENTRY, lambda _: None, threading.Event())
    assert outcome.ending is Ending.DONE
    load_model(Path(payload.folder) / "model", dtype=torch.bfloat16)

    broken = make_payload("broken", work, model=Path(payload.folder))
    with pytest.raises(ResidencyError, match=r"config\.json|allowed are") as raised:
        run_training(broken, ENTRY, lambda _: None, threading.Event())
    assert not isinstance(raised.value, StepFailed)
