"""Killed or hung under Ray Train, a job ends with the weights that it has under torchrun."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from residency.adapters.ray.train import run_training
from residency.errors import WorkerLost
from residency.train.failpoints import Action, Place
from residency.train.payload import Ending, TrainPayload
from tests.chaos.job import Job, chaos_work, make_inputs
from tests.chaos.launch import Launch, Strike
from tests.chaos.server import ForkServer
from tests.chaos.trial import Laboratory, Undisturbed

ENTRY = "tests.integration.entries:struck_worker"

pytestmark = [pytest.mark.usefixtures("ray_cluster"), pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return make_inputs(tmp_path_factory.mktemp("inputs"))


@pytest.fixture(scope="module")
def right(
    tmp_path_factory: pytest.TempPathFactory, inputs: dict[str, str]
) -> Iterator[Undisturbed]:
    with ForkServer() as server:
        root = tmp_path_factory.mktemp("right")
        yield Laboratory(server, root, inputs).undisturbed("deepspeed")


def attempt(job: Job, *strikes: Strike) -> None:
    """One attempt through Ray Train."""
    path = job.new_attempt()
    (path.parent / "launch.json").write_text(Launch(str(path), strikes=strikes).to_json())
    payload = TrainPayload.model_validate_json(path.read_bytes())
    run_training(payload, ENTRY, lambda _: None, threading.Event())


@pytest.mark.parametrize(
    "strike",
    [
        Strike(Place.UPDATED, hit=7, rank=1),
        Strike(Place.SHARD_WRITTEN, hit=2, rank=0),
        Strike(Place.FORWARD, Action.STOP, hit=12, rank=1),
    ],
    ids=["a worker is killed", "a checkpoint's writer is killed", "a worker hangs"],
)
def test_the_next_attempt_ends_bit_equal(
    tmp_path: Path, inputs: dict[str, str], right: Undisturbed, strike: Strike
) -> None:
    job = Job(tmp_path, inputs, chaos_work())
    begin = time.monotonic()
    with pytest.raises(WorkerLost) as raised:
        attempt(job, strike)
    lost = time.monotonic() - begin
    if strike.action is Action.STOP:
        assert "rank 1 (step, after step 5) gave no sign for 10 s of 10" in str(raised.value)
        assert lost < 120
    attempt(job)
    outcome = job.outcome()
    assert outcome is not None
    assert outcome.ending is Ending.DONE
    assert outcome.resumed_from in (2, 4, 6)
    assert right.is_end_of(job)
