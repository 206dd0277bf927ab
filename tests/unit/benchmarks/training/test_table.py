"""Who meets whom, and that nothing is concluded of those who learned something else."""

import math

import pytest

from benchmarks.training.checkpoints import Segments
from benchmarks.training.heats import Runs
from benchmarks.training.job import Job, Shape
from benchmarks.training.table import (
    EQUAL,
    PLAIN,
    WORDS,
    Bout,
    Choice,
    Pair,
    interval_of_median,
)

BOUT = Bout("tiny", 2, 2, (PLAIN,))


def runs(seconds: float, losses: list[float]) -> Runs:
    return Runs([9.0], [seconds] * 6, [seconds] * 6, [100.0], [losses])


def test_equal_losses_give_rows_whose_ratio_is_that_of_tokens_a_second() -> None:
    pair = Pair(
        BOUT, PLAIN, runs(1.0, [3.0, 2.0]), runs(2.0, [3.0, 2.0 + EQUAL["fp32"] / 2]), 100.0
    )
    step, processor, start = pair.rows()
    assert (step.ratio, processor.ratio, start.ratio) == (2.0, 2.0, 1.0)
    assert pair.note()["our tokens a second"] == 100.0
    assert not pair.refusals()


def test_other_losses_give_a_refusal_and_no_ratio() -> None:
    pair = Pair(
        BOUT, PLAIN, runs(1.0, [3.0, 2.0]), runs(2.0, [3.0, 2.0 + 2 * EQUAL["fp32"]]), 100.0
    )
    assert pair.rows() == []
    assert not any("tokens" in what or "ratio" in what for what in pair.note())
    (reason,) = pair.refusals()
    assert "DeepSpeed loop" in reason


@pytest.mark.parametrize("losses", [[], [3.0, 2.0, 1.0], [3.0, math.nan]])
def test_losses_that_are_missing_or_no_numbers_are_not_equal(losses: list[float]) -> None:
    pair = Pair(BOUT, PLAIN, runs(1.0, [3.0, 2.0]), runs(2.0, losses), 100.0)
    assert pair.rows() == []


def test_loops_meet_at_every_stage_and_everybody_at_one() -> None:
    met = {(b.ranks, b.zero, peer) for b in Choice("tiny").bouts() for peer in b.peers}
    assert {zero for ranks, zero, peer in met if peer == PLAIN and ranks == 2} == {0, 1, 2, 3}
    assert {peer for ranks, zero, peer in met if (ranks, zero) == (2, 2)} == set(WORDS)
    assert {zero for ranks, zero, _ in met if ranks == 1} == {0}


@pytest.mark.parametrize(("count", "cut"), [(1, 0), (5, 0), (6, 0), (9, 1), (12, 2), (24, 6)])
def test_the_interval_of_a_median_drops_what_the_binomial_allows(count: int, cut: int) -> None:
    values = [float(n) for n in range(count)]
    assert interval_of_median(values) == (float(cut), float(count - 1 - cut))


def test_a_job_crosses_processes_as_text() -> None:
    shape = Shape(length=64, rows=2, samples=8, row_batch=1, sample_batch=4, steps=5)
    job = Job(
        "pytorch", "in", "out", 2, 2, shape, 1e-3, 1.0, ("model.vision_tower.",), 5, "sdpa", 0, 9
    )
    assert Job.read(job.to_json()) == job


def test_what_checkpoints_take() -> None:
    seen = Segments(3, (11.0, 10.0), (10.0, 10.0), 0.42, 1, 0.0)
    assert seen.blocked_share == pytest.approx(0.02)
    assert seen.slower == pytest.approx(0.05)
