"""A run as JSON, one object a line. `FIELDS` is the contract; fields are only ever added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Lock

from residency.cli.render.phases import LABELS
from residency.cli.shell import Shell
from residency.flow.runner import StepEnd
from residency.flow.state import StepState
from residency.plan.record import Record
from residency.plan.work import Step
from residency.ports import Progress

# Every event also has `event` and `time` (RFC 3339, UTC).
FIELDS = {
    "cached": ("step", "kind", "metrics", "outputs"),
    "start": ("step", "kind", "early"),
    "restart": ("step", "message"),
    "stopping": ("step",),
    "progress": ("step", "done", "total", "figures", "message"),
    "end": ("step", "outcome", "seconds", "message", "metrics", "outputs"),
    "summary": ("pipeline", "run", "seconds", "ran", "cached", "gates", "model"),
}


class JsonEvents:
    """Writes what happens as it happens."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._lock = Lock()

    def __enter__(self) -> JsonEvents:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to put back."""

    def on_cached(self, state: StepState) -> None:
        step = state.step
        self.write("cached", {"step": step.id, "kind": step.kind.value, **_evidence(state.record)})

    def on_start(self, step: Step, early: bool) -> None:
        self.write("start", {"step": step.id, "kind": step.kind.value, "early": early})

    def on_restart(self, step: Step, why: str) -> None:
        self.write("restart", {"step": step.id, "message": why})

    def on_stopping(self, step: Step) -> None:
        self.write("stopping", {"step": step.id})

    def update(self, progress: Progress) -> None:
        self.write(
            "progress",
            {
                "step": progress.step,
                "done": progress.done,
                "total": progress.total,
                "figures": dict(progress.figures),
                "message": progress.message,
            },
        )

    def on_end(self, end: StepEnd) -> None:
        self.write(
            "end",
            {
                "step": end.step.id,
                "outcome": LABELS[end.phase],
                "seconds": round(end.seconds, 3),
                "message": end.message,
                **_evidence(end.record),
            },
        )

    def write(self, event: str, fields: Mapping[str, object]) -> None:
        """One event; lines of several threads never mix."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self._lock:
            self._shell.write_json({"event": event, "time": now, **fields})


def _evidence(record: Record | None) -> dict[str, object]:
    return {
        "metrics": [one.model_dump(mode="json") for one in record.metrics] if record else [],
        "outputs": {one.name: one.uri for one in record.outputs} if record else {},
    }
