"""What is tried again, and how often."""

import pytest

from residency.errors import CheckpointsDamaged, DataError, Diverged, StepFailed, WorkerLost
from residency.flow.retry import RESTARTS, WINDOW, may_restart
from residency.ports import Phase, Status

LOST = Status(Phase.FAILED, error=WorkerLost("rank 0 with -9"))


@pytest.mark.parametrize(
    "status",
    [
        Status(Phase.FAILED),
        Status(Phase.PREEMPTED),
        Status(Phase.REJECTED),
        Status(Phase.DONE),
        *(
            Status(Phase.FAILED, error=kind("why"))
            for kind in (DataError, Diverged, CheckpointsDamaged, StepFailed)
        ),
    ],
)
def test_what_would_end_the_same_is_final(status: Status) -> None:
    assert not may_restart(status, [], 0.0)


def test_a_lost_worker_is_bad_luck_so_often_an_hour() -> None:
    restarts = [float(number) for number in range(RESTARTS)]
    assert may_restart(LOST, restarts[:-1], 10.0)
    assert not may_restart(LOST, restarts, 10.0)
    assert may_restart(LOST, restarts, WINDOW + 0.5)
