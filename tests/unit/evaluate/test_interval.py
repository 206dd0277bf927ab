import pytest

from residency.evaluate.interval import by_group, wilson


# Computed with statsmodels.stats.proportion.proportion_confint(method="wilson").
@pytest.mark.parametrize(
    ("correct", "n", "low", "high"),
    [
        (51, 88, 0.4751, 0.6772),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 2, 0.0945, 0.9055),
    ],
)
def test_wilson(correct: int, n: int, low: float, high: float) -> None:
    assert wilson(correct, n) == pytest.approx((low, high), abs=2e-3)


def test_without_questions_everything_is_possible() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_answers_that_agree_within_a_patient_widen_the_interval() -> None:
    alike = [[True] * 10] * 3 + [[False] * 10] * 3
    mixed = [[True, False] * 5] * 6
    value, low, high = by_group(alike)
    assert value == by_group(mixed)[0] == 0.5
    assert low < 0.2
    assert high > 0.8
    assert by_group(mixed) == (0.5, 0.5, 0.5)


def test_it_is_the_same_each_time_and_empty_groups_do_not_count() -> None:
    groups = [[True, True, False], [False], [True]]
    assert by_group(groups) == by_group([*groups, []])
    assert by_group([]) == (0.0, 0.0, 1.0)
