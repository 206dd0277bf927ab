"""Each point once, though the log adds what it is given and answers get lost."""

from collections.abc import Sequence

import pytest

from residency.adapters.mlflow.curves import Curves, StepSet
from residency.ports import Point


class Log:
    """Adds what it is given, as MLflow does; an answer may get lost before or after that."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self.fails: list[str] = []
        self.reads = 0

    def read(self, name: str) -> list[int]:
        self.reads += 1
        return [point.step for point in self.points if point.name == name]

    def send(self, points: Sequence[Point]) -> None:
        fault = self.fails.pop(0) if self.fails else ""
        if fault != "before":
            self.points += points
        if fault:
            raise ConnectionError(fault)


def points(*steps: int, at: float = 0.0) -> list[Point]:
    return [Point(name, step, float(step), at + step) for step in steps for name in ("loss", "lr")]


def steps(log: Log) -> list[tuple[str, int]]:
    return [(point.name, point.step) for point in log.points]


@pytest.mark.parametrize("fault", ["before", "after"])
def test_a_lost_answer_adds_no_point_twice(fault: str) -> None:
    log = Log()
    curves = Curves(log.read, log.send, is_new=True)
    curves.log(points(1, 2))
    log.fails = [fault]
    with pytest.raises(ConnectionError):
        curves.log(points(3, 4))
    curves.log(points(3, 4))
    assert sorted(steps(log)) == sorted((name, n) for n in range(1, 5) for name in ("loss", "lr"))


def test_a_batch_of_which_a_part_was_sent_is_completed() -> None:
    log = Log()
    curves = Curves(log.read, log.send, is_new=True)
    log.fails = ["", "after"]
    everything = points(*range(1200))
    with pytest.raises(ConnectionError):
        curves.log(everything)
    curves.log(everything)
    assert len(log.points) == len(set(steps(log))) == 2400


def test_what_another_process_logged_is_read_once_a_curve() -> None:
    log = Log()
    log.points = points(1, 2)
    curves = Curves(log.read, log.send, is_new=False)
    curves.log(points(2, 3, at=100.0))  # computed again, later
    curves.log(points(4))
    assert len(log.points) == len(set(steps(log))) == 8
    assert log.reads == 2


def test_a_new_run_is_not_read() -> None:
    log = Log()
    curves = Curves(log.read, log.send, is_new=True)
    for step in range(10):
        curves.log(points(step))
    assert log.reads <= 2


def test_of_two_points_of_a_step_the_first_stays() -> None:
    log = Log()
    Curves(log.read, log.send, is_new=True).log([Point("a", 1, 1.0, 0.0), Point("a", 1, 2.0, 0.0)])
    assert [point.value for point in log.points] == [1.0]


def test_steps_are_remembered_in_little_memory() -> None:
    held = StepSet([*range(0, 5000, 3), -7, 10**12])
    assert {step for step in range(-10, 5000) if step in held} == {-7, *range(0, 5000, 3)}
    assert 10**12 in held
