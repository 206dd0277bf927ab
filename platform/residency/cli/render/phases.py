"""Phases of a step, in the words and colours of the command line."""

from __future__ import annotations

from residency.plan.work import Step, StepKind
from residency.ports import Phase

LABELS = {
    Phase.PENDING: "waiting",
    Phase.RUNNING: "running",
    Phase.DONE: "done",
    Phase.FAILED: "failed",
    Phase.REJECTED: "rejected",
    Phase.PREEMPTED: "stopped",
}
STYLES = {
    Phase.PENDING: "dim",
    Phase.RUNNING: "",
    Phase.DONE: "green",
    Phase.FAILED: "bold red",
    Phase.REJECTED: "bold yellow",
    Phase.PREEMPTED: "yellow",
}
CACHED = "cached"
CACHED_STYLE = "cyan"


def stopping(step: Step) -> str:
    """What a step does that was asked to end."""
    first = ": a step and a checkpoint first" if step.work.kind is StepKind.TRAIN else ""
    return f"stopping{first} (Ctrl-C again: at once)"
