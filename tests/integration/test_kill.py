"""Killed at any point, a job ends with the weights of one that nobody disturbed, bit by bit.

Five of the points that `make chaos` goes through, and builds with a guard taken out, each of
which must be noticed: a test that cannot fail proves nothing.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from safetensors.torch import load_file

from residency.train.failpoints import Action, Place
from residency.train.payload import Ending
from tests.chaos.job import Job, chaos_work, make_inputs
from tests.chaos.launch import Launch, Strike
from tests.chaos.points import IN_CI, Point, all_points
from tests.chaos.server import ForkServer
from tests.chaos.trial import Laboratory, Undisturbed

pytestmark = pytest.mark.timeout(240)
POINTS = {point.name: point for point in all_points()}
KILL_AFTER_A_CHECKPOINT = Point("killed at step 8", ((Strike(Place.UPDATED, hit=8),),))
FLIPPED_LAST = Point(
    "the newest damaged once an older one is forgotten",
    ((Strike(Place.RETENTION, Action.FLIP, 3), Strike(Place.EXPORT)),),
)
FLIPPED = "bit flipped, then killed"


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    """A server that has imported everything, shared by the tests of this file."""
    root = tmp_path_factory.mktemp("kill")
    with ForkServer() as server:
        yield Laboratory(server, root, make_inputs(root))


@pytest.fixture(scope="module")
def right(laboratory: Laboratory) -> Undisturbed:
    return laboratory.undisturbed("deepspeed")


def test_there_are_fifty_points_and_the_five_are_among_them() -> None:
    assert len(POINTS) == len(all_points()) >= 50
    assert set(IN_CI) <= set(POINTS)


def test_undisturbed_every_row_is_seen_once_an_epoch(
    laboratory: Laboratory, right: Undisturbed
) -> None:
    rows = [row for step in sorted(right.rows) for row in right.rows[step]]
    assert len(rows) == 32
    assert len(set(rows)) == 9  # three epochs, and five rows of the fourth
    assert sorted(rows.count(row) for row in set(rows)) == [3] * 4 + [4] * 5


@pytest.mark.parametrize("name", IN_CI)
def test_a_killed_job_ends_bit_equal(
    laboratory: Laboratory, right: Undisturbed, name: str
) -> None:
    verdict = laboratory.trial(POINTS[name], right)
    assert verdict.good, verdict


@pytest.mark.parametrize(
    ("guard", "point"),
    [
        ("position", KILL_AFTER_A_CHECKPOINT),
        ("random", KILL_AFTER_A_CHECKPOINT),
        ("moments", KILL_AFTER_A_CHECKPOINT),
        ("last bits", KILL_AFTER_A_CHECKPOINT),
        ("schedule", KILL_AFTER_A_CHECKPOINT),
        ("hashes", POINTS[FLIPPED]),
        ("retention", FLIPPED_LAST),
        ("vote", KILL_AFTER_A_CHECKPOINT),
    ],
)
def test_without_a_guard_the_kill_is_noticed(
    laboratory: Laboratory, right: Undisturbed, guard: str, point: Point
) -> None:
    verdict = laboratory.trial(point, right, sabotage=guard)
    assert not verdict.good, verdict
    if guard == "position":
        assert not verdict.same_rows
    if guard == "last bits":
        assert verdict.same_rows
        assert not verdict.problem


def test_sigterm_loses_at_most_a_step(laboratory: Laboratory, right: Undisturbed) -> None:
    verdict = laboratory.trial(POINTS["SIGTERM in step 5, rank 1"], right)
    assert verdict.good
    assert verdict.recomputed == 0
    assert verdict.struck.startswith("Preempted")


def test_sigterm_in_the_last_step_is_no_lost_training(laboratory: Laboratory) -> None:
    """Before the export, which may take longer than the grace that is given."""
    job = Job(laboratory.root / "last", laboratory.inputs, chaos_work(checkpoint_every=0))
    strike = Strike(Place.BATCH, Action.TERMINATE, 8, 0)
    laboratory.server.run(Launch(str(job.new_attempt()), strikes=(strike,)))
    outcome = job.outcome()
    assert outcome is not None
    assert (outcome.ending, outcome.steps) == (Ending.PREEMPTED, 8)
    laboratory.server.run(Launch(str(job.new_attempt())))
    continued = job.outcome()
    assert continued is not None
    assert (continued.ending, continued.resumed_from) == (Ending.DONE, 8)


def test_what_diverges_reaches_no_checkpoint(laboratory: Laboratory) -> None:
    """By a rate that throws the weights away; the engine's own loss and norm tell every rank."""
    work = chaos_work(lr=1e30, warmup=0.0, checkpoint_every=1)
    job = Job(laboratory.root / "diverging", laboratory.inputs, work)
    assert laboratory.server.run(Launch(str(job.new_attempt()))).error
    told = (job.attempts[-1] / "log.txt").read_text()
    assert all(f"rank {rank}: Diverged: " in told for rank in (0, 1))
    saved = [*job.root.rglob("step-*/*/*.safetensors")]
    assert saved
    assert all(v.isfinite().all() for path in saved for v in load_file(path).values())


@pytest.mark.parametrize(("rank", "step"), [(0, 5), (1, 5), (1, 2)])
def test_a_hung_worker_is_found_and_its_job_ended(
    laboratory: Laboratory, rank: int, step: int
) -> None:
    """Within 10 s, the least that a step is given; steps here take a tenth of a second."""
    job = Job(laboratory.root / f"hung-{rank}-{step}", laboratory.inputs, chaos_work())
    strike = Strike(Place.FORWARD, Action.STOP, 2 * step - 1, rank)  # two micro-batches a step
    start = time.monotonic()
    ended = laboratory.server.run(Launch(str(job.new_attempt()), strikes=(strike,)))
    assert ended.error.startswith("WorkerLost: A worker hangs: rank")
    assert f"(step, after step {step - 1}) gave no sign for 10 s of 10" in ended.error
    assert time.monotonic() - start < 10 + 20  # with launch, on a busy machine
    laboratory.server.run(Launch(str(job.new_attempt())))
    assert job.is_done


@pytest.mark.parametrize("place", [Place.LOADED, Place.RESTORE, Place.EXPORT])
def test_each_phase_has_a_deadline_of_its_own(laboratory: Laboratory, place: Place) -> None:
    job = Job(laboratory.root / f"hung-{place.value}", laboratory.inputs, chaos_work())
    if place is Place.RESTORE:
        kill = (Strike(Place.UPDATED, hit=8),)
        laboratory.server.run(Launch(str(job.new_attempt()), strikes=kill))
    phase = "export" if place is Place.EXPORT else "load"
    strike = (Strike(place, Action.STOP, 1, 1),)
    launch = Launch(str(job.new_attempt()), strikes=strike, deadlines={phase: 6.0})
    assert f"({phase}, " in laboratory.server.run(launch).error


def test_what_attempts_spent_adds_up(laboratory: Laboratory) -> None:
    job = Job(laboratory.root / "spent", laboratory.inputs, chaos_work())
    kill = (Strike(Place.UPDATED, hit=8),)
    for strikes in (kill, ()):
        laboratory.server.run(Launch(str(job.new_attempt()), strikes=strikes))
    whole = Job(laboratory.root / "whole", laboratory.inputs, chaos_work())
    laboratory.server.run(Launch(str(whole.new_attempt())))
    outcome, undisturbed = job.outcome(), whole.outcome()
    assert outcome is not None
    assert undisturbed is not None
    assert outcome.tokens == undisturbed.tokens
    assert outcome.target_tokens == undisturbed.target_tokens
    assert {"launch", "restart", "recomputed", "productive", "checkpoint"} <= set(outcome.seconds)
    assert "recomputed" not in undisturbed.seconds


def damage_all(checkpoints: Path) -> None:
    for path in checkpoints.glob("step-*/*/state-00000*"):
        path.write_bytes(path.read_bytes()[:-1])


def test_a_job_whose_checkpoints_are_all_damaged_does_not_start_over(
    laboratory: Laboratory,
) -> None:
    job = Job(laboratory.root / "damaged", laboratory.inputs, chaos_work())
    kill = (Strike(Place.UPDATED, hit=8),)
    laboratory.server.run(Launch(str(job.new_attempt()), strikes=kill))
    damage_all(job.root / "checkpoints")
    ended = laboratory.server.run(Launch(str(job.new_attempt())))
    assert ended.error
    told = (job.attempts[-1] / "log.txt").read_text()
    assert "CheckpointsDamaged: No checkpoint in" in told
    assert "remove the folder to train the step again" in told
