"""Runs alternate, and a row follows from its times alone."""

from collections.abc import Callable

import pytest

from benchmarks.measure.interleaved import Subject, compare, interleave

SUBJECT = Subject("launch", "peer")


def test_each_runs_once_a_round_and_takes_its_turn_to_be_first() -> None:
    order: list[str] = []

    def run(name: str) -> Callable[[], int]:
        def once() -> int:
            order.append(name)
            return len(order)

        return once

    results = interleave({name: run(name) for name in "abc"}, 3)
    assert "".join(order) == "abcbcacab"
    assert results == {"a": [1, 6, 8], "b": [2, 4, 9], "c": [3, 5, 7]}


def test_a_faster_ours_gives_a_ratio_above_one() -> None:
    row = compare(SUBJECT, [1.0, 1.0, 1.0], [2.0, 3.0, 2.5], equal=True)
    assert (row.ours, row.theirs, row.ratio) == (1.0, 2.5, 2.5)
    assert row.spread == (2.0, 3.0)


def test_one_run_has_no_spread() -> None:
    assert compare(SUBJECT, [2.0], [1.0], equal=True).spread is None


def test_one_outlier_moves_the_spread_and_not_the_ratio() -> None:
    row = compare(SUBJECT, [1.0, 1.0, 50.0, 1.0, 1.0], [2.0] * 5, equal=True)
    assert row.ratio == 2.0
    assert row.spread == (0.04, 2.0)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [([1.0, 9.0, 2.0, 4.0], [8.0, 1.0, 3.0, 2.0]), ([5.0, 1.0, 3.0], [1.0, 5.0, 3.0])],
)
def test_the_ratio_of_medians_lies_within_the_spread_of_pairs(ours, theirs) -> None:
    row = compare(SUBJECT, ours, theirs, equal=True)
    assert row.spread is not None
    assert row.spread[0] <= row.ratio <= row.spread[1]


def test_a_missing_round_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        compare(SUBJECT, [1.0, 2.0], [1.0], equal=True)
