"""From a RayJob's status to ours."""

from __future__ import annotations

import re
from collections.abc import Mapping

from residency.errors import ExitCode
from residency.ports import Phase, Status

# What the operator writes of a job that ended badly: "... failed with exit code 3 ...".
_EXIT = re.compile(r"exit code:? (\d+)")
_BY_EXIT: Mapping[int, Phase] = {
    ExitCode.GATE_REJECTED: Phase.REJECTED,
    ExitCode.PREEMPTED: Phase.PREEMPTED,
}
_ENDED_BADLY = frozenset({"Failed", "Validation Failed", "ValidationFailed"})
_WAITING = {
    "": "not seen by the operator yet",
    "Initializing": "its Ray cluster is starting",
    "Suspended": "waiting for its queue",
    "Suspending": "being taken off its nodes",
    "Retrying": "starting again",
    "Waiting": "waiting for its Ray cluster",
}


def status_of(rayjob: Mapping[str, object]) -> Status:
    """What the operator's `status` of a RayJob means. Unknown words are waiting, and shown."""
    found = rayjob.get("status")
    status: Mapping[str, object] = found if isinstance(found, Mapping) else {}
    deployment, job = _text(status, "jobDeploymentStatus"), _text(status, "jobStatus")
    reason = ": ".join(filter(None, (_text(status, "reason"), _text(status, "message"))))
    if deployment in _ENDED_BADLY or job == "FAILED":
        return Status(_failure(reason), reason)
    if job == "STOPPED":
        return Status(Phase.PREEMPTED, reason or "its Ray job was stopped")
    if job == "SUCCEEDED":
        return Status(Phase.DONE, reason)
    if deployment == "Running":
        return Status(Phase.RUNNING, reason)
    return Status(Phase.PENDING, reason or _WAITING.get(deployment, deployment))


def _failure(reason: str) -> Phase:
    code = _EXIT.search(reason)
    return _BY_EXIT.get(int(code[1]), Phase.FAILED) if code else Phase.FAILED


def _text(status: Mapping[str, object], key: str) -> str:
    value = status.get(key)
    return value if isinstance(value, str) else ""
