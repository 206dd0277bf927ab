"""Learning rates and lengths are functions of the step."""

import pytest

from residency.spec.training import Optimizer, Schedule
from residency.train.schedule import factor, total_steps


def recipe(**changes: object) -> Optimizer:
    return Optimizer.model_validate({"lr": 1.0, "globalBatch": 4, "warmup": 0.1} | changes)


def test_warm_up_rises_to_one_and_never_starts_at_zero() -> None:
    optimizer = recipe(steps=20)
    assert factor(optimizer, 0, 20) == pytest.approx(1 / 3)
    assert factor(optimizer, 2, 20) == 1.0


@pytest.mark.parametrize(
    ("schedule", "middle", "last"),
    [(Schedule.COSINE, 0.5, 0.0077), (Schedule.LINEAR, 0.5, 0.0556), (Schedule.CONSTANT, 1, 1)],
)
def test_schedules(schedule: Schedule, middle: float, last: float) -> None:
    optimizer = recipe(steps=20, schedule=schedule)
    assert factor(optimizer, 11, 20) == pytest.approx(middle)
    assert factor(optimizer, 19, 20) == pytest.approx(last, abs=2e-3)


@pytest.mark.parametrize(
    ("length", "steps"), [({"steps": 7}, 7), ({"epochs": 2.0}, 5), ({"tokens": 1000}, 3)]
)
def test_lengths(length: dict[str, float], steps: int) -> None:
    assert total_steps(recipe(**length), rows=10, tokens=1000) == steps
