"""Every state of a RayJob has its meaning for the flow."""

import pytest

from residency.adapters.kubernetes.status import status_of
from residency.ports import Phase

FAILED = "Job entrypoint command failed with exit code {}, last available logs"


@pytest.mark.parametrize(
    ("status", "phase", "reason"),
    [
        ({}, Phase.PENDING, "not seen by the operator yet"),
        ({"jobDeploymentStatus": "Suspended"}, Phase.PENDING, "waiting for its queue"),
        ({"jobDeploymentStatus": "Initializing"}, Phase.PENDING, "its Ray cluster is starting"),
        ({"jobDeploymentStatus": "Unheard"}, Phase.PENDING, "Unheard"),
        ({"jobDeploymentStatus": "Running", "jobStatus": "RUNNING"}, Phase.RUNNING, ""),
        ({"jobDeploymentStatus": "Complete", "jobStatus": "SUCCEEDED"}, Phase.DONE, ""),
        (
            {"jobDeploymentStatus": "Complete", "jobStatus": "STOPPED"},
            Phase.PREEMPTED,
            "its Ray job was stopped",
        ),
        (
            {"jobDeploymentStatus": "Failed", "reason": "DeadlineExceeded", "message": "late"},
            Phase.FAILED,
            "DeadlineExceeded: late",
        ),
        ({"jobDeploymentStatus": "Validation Failed"}, Phase.FAILED, ""),
    ],
)
def test_a_status_has_its_phase(status: dict[str, str], phase: Phase, reason: str) -> None:
    found = status_of({"status": status})
    assert (found.phase, found.reason) == (phase, reason)


@pytest.mark.parametrize(
    ("code", "phase"),
    [(1, Phase.FAILED), (2, Phase.FAILED), (3, Phase.REJECTED), (75, Phase.PREEMPTED)],
)
def test_an_exit_code_of_ours_is_understood(code: int, phase: Phase) -> None:
    status = {
        "jobDeploymentStatus": "Failed",
        "jobStatus": "FAILED",
        "message": FAILED.format(code),
    }
    assert status_of({"status": status}).phase is phase


def test_an_object_without_a_status_is_waiting() -> None:
    assert status_of({"metadata": {}}).phase is Phase.PENDING
