"""The simulation is held against the formula, and both against what can be worked by hand."""

import math
from itertools import chain, repeat

import pytest

from benchmarks.failures.closed_form import daly, goodput, young
from benchmarks.failures.parts import Parts
from benchmarks.failures.simulation import poisson, replay, simulate

PARTS = Parts(step=1.0, block=2.0, behind=0.0, restart=10.0)


def never() -> float:
    return math.inf


def test_without_a_failure_only_checkpoints_cost() -> None:
    """9 of them: the last step's is not made."""
    found = replay(PARTS, every=10, steps=100, draw=never)
    assert (found.wall, found.failures, found.lost) == (100 + 9 * 2, 0, 0)


def test_a_failure_costs_what_was_not_saved_and_a_restart() -> None:
    """At 25 s: 10 steps and a checkpoint at 12 s, another at 24 s; then step 21."""
    times = chain([25.0], repeat(math.inf))
    found = replay(PARTS, every=10, steps=30, draw=lambda: next(times))
    assert found.wall == 25 + 10 + 10
    assert (found.failures, found.lost) == (1, 1)
    times = chain([23.0], repeat(math.inf))  # in the middle of the second checkpoint
    found = replay(PARTS, every=10, steps=30, draw=lambda: next(times))
    assert found.wall == 23 + 10 + 10 + 2 + 10
    assert found.lost == 10


def test_what_is_still_being_written_when_it_fails_is_lost() -> None:
    behind = Parts(step=1.0, block=2.0, behind=5.0, restart=10.0)
    times = chain([15.0], repeat(math.inf))  # 3 s after the first checkpoint was taken
    found = replay(behind, every=10, steps=20, draw=lambda: next(times))
    assert found.wall == 15 + 10 + 20 + 2
    assert found.lost == 13


@pytest.mark.parametrize("behind", [0.0, 4.0])
def test_intervals_in_which_nothing_happens_are_skipped_and_none_is_lost(behind: float) -> None:
    parts = Parts(step=1.0, block=2.0, behind=behind, restart=10.0)
    times = chain([1000.0], repeat(10_000.0))  # at 1000 s: 83 checkpoints, 4 steps after the last
    found = replay(parts, every=10, steps=2000, draw=lambda: next(times))
    left = 2000 - 83 * 10
    assert found.wall == pytest.approx(1000 + 10 + left + 2 * (left // 10 - 1))


def test_a_restart_may_fail_too() -> None:
    times = chain([5.0, 4.0], repeat(math.inf))
    found = replay(PARTS, every=10, steps=10, draw=lambda: next(times))
    assert (found.wall, found.failures) == (5 + 4 + 10 + 10, 2)


@pytest.mark.parametrize(("between", "every"), [(300.0, 20), (300.0, 60), (3000.0, 100)])
def test_many_seeds_agree_with_dalys_formula(between: float, every: int) -> None:
    found = simulate(PARTS, every, steps=3000, between=between, runs=40)
    expected = goodput(PARTS, PARTS.interval(every), between)
    assert abs(found.mean - expected) < max(0.01, 4 * found.error)


def test_the_best_interval_is_the_best_of_the_formula() -> None:
    between = 3600.0
    best = daly(PARTS, between)
    assert young(PARTS, between) == 120.0  # sqrt(2 x 2 x 3600)
    assert best == pytest.approx(118.67, abs=0.01)  # 120 x (1 + 1/180 + ...) - 2
    at = goodput(PARTS, best, between)
    assert at > goodput(PARTS, best * 1.2, between)
    assert at > goodput(PARTS, best / 1.2, between)
    assert daly(Parts(1.0, 20.0, 0.0, 0.0), 9.0) == 9.0


def test_the_same_seed_fails_at_the_same_times() -> None:
    assert poisson(5.0, 3)() == poisson(5.0, 3)() != poisson(5.0, 4)()
