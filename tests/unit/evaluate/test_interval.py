import pytest

from residency.evaluate.interval import wilson


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
