"""Why a step runs, in one line."""

from residency.plan.explain import NEVER, why

BEFORE = {"work": {"optimizer": {"lr": 0.1, "clip": 1.0}}, "revision": 1, "inputs": {"m": "x"}}


def test_a_changed_value_is_named_with_both_values() -> None:
    now = {**BEFORE, "work": {"optimizer": {"lr": 0.2, "clip": 1.0}}}
    assert why(BEFORE, now, {}) == "optimizer.lr: 0.1 -> 0.2"


def test_an_earlier_step_that_runs_is_named() -> None:
    now = {**BEFORE, "inputs": {"m": "y"}}
    assert why(BEFORE, now, {"m": "train.align"}) == "follows train.align"
    assert why(BEFORE, now, {}) == "an input changed"


def test_many_changes_are_counted() -> None:
    now = {"work": {"optimizer": {"lr": 0.2, "clip": 2.0}}, "revision": 2, "inputs": {"m": "x"}}
    assert why(BEFORE, now, {}).endswith("and 1 more")


def test_a_step_without_history_says_so() -> None:
    assert why(None, BEFORE, {}) == NEVER
