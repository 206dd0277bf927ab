"""Another world size or ZeRO stage continues the same training: losses agree within 1e-3."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from residency.train.failpoints import Action, Place
from residency.train.metrics import MetricsFollower
from tests.chaos.job import STEPS, Job, chaos_work, make_inputs
from tests.chaos.launch import Launch, Strike
from tests.chaos.server import ForkServer
from tests.chaos.trial import Laboratory

pytestmark = pytest.mark.timeout(240)
WORK = {"dropout": 0.0}  # random numbers follow from the rank too


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    root = tmp_path_factory.mktemp("reshard")
    with ForkServer() as server:
        yield Laboratory(server, root, make_inputs(root))


@pytest.fixture(scope="module")
def right(laboratory: Laboratory) -> list[float]:
    """Losses of a job on two ranks that is not interrupted."""
    return losses_of(run(laboratory, "whole", [(2, 2)]))


def run(laboratory: Laboratory, name: str, shapes: Sequence[tuple[int, int]]) -> Job:
    """Attempts of (ranks, ZeRO stage); all but the last are asked to stop in their third step."""
    job = Job(laboratory.root / name, laboratory.inputs, chaos_work(**WORK))
    for number, (ranks, zero) in enumerate(shapes):
        last = number == len(shapes) - 1
        stop = () if last else (Strike(Place.BATCH, Action.TERMINATE, 3),)
        path = job.new_attempt(workers=ranks, zero=zero)
        ended = laboratory.server.run(Launch(str(path), ranks=ranks, strikes=stop))
        assert ended.error == ("" if last else "Preempted: The job was stopped.")
        outcome = job.outcome()
        assert outcome is not None
        assert (outcome.resumed_from, outcome.world_size) == (3 * number, ranks)
    assert job.is_done
    return job


def losses_of(job: Job) -> list[float]:
    """By step, over the attempts."""
    found = [
        (point.step, point.value)
        for attempt in job.attempts
        for point in MetricsFollower(Path(attempt) / "metrics.jsonl").new()
        if point.name == "loss"
    ]
    assert [step for step, _ in found] == list(range(1, STEPS + 1))
    return [value for _, value in found]


@pytest.mark.parametrize(
    "shapes",
    [
        [(2, 2), (1, 2), (2, 2)],
        [(2, 3), (2, 2), (2, 0)],
        [(1, 0), (2, 3), (1, 1)],
        [(4, 3), (1, 3)],
    ],
    ids=["2 ranks, 1, 2", "ZeRO 3, 2, 0", "all change", "4 ranks, 1"],
)
def test_losses_continue(
    laboratory: Laboratory, right: list[float], shapes: list[tuple[int, int]]
) -> None:
    name = "-".join(f"{ranks}x{zero}" for ranks, zero in shapes)
    losses = losses_of(run(laboratory, name, shapes))
    assert losses == pytest.approx(right, rel=1e-3)


def test_a_batch_that_does_not_divide_by_the_ranks_is_refused(laboratory: Laboratory) -> None:
    job = Job(laboratory.root / "three", laboratory.inputs, chaos_work(**WORK))
    ended = laboratory.server.run(Launch(str(job.new_attempt(workers=3)), ranks=3))
    assert ended.error
    told = (job.attempts[-1] / "log.txt").read_text()
    assert "globalBatch 4 is no multiple of execution.workers 3" in told
