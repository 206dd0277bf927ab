"""The artifacts of earlier steps, as one step sees them through the store."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from residency.errors import Preempted
from residency.flow.state import read_record
from residency.plan.record import Artifact, Record
from residency.plan.work import Plan, Step
from residency.ports import StopSignal, Store

_POLL_SECONDS = 0.2


class StoredEarlier:
    """Implements ports.Earlier over the records of the store."""

    def __init__(self, plan: Plan, step: Step, store: Store, stopping: StopSignal) -> None:
        self._plan, self._step, self._store, self._stopping = plan, step, store, stopping
        self._records: dict[str, Record] = {}

    def records(self) -> Mapping[str, Record]:
        """Records of the steps before; waits for those that are not there yet."""
        for step_id in self._step.after:
            if step_id not in self._records:
                self._records[step_id] = self._await(step_id)
        return self._records

    def artifacts(self) -> tuple[Artifact, ...]:
        """What the step reads, in the order of its inputs."""
        records = self.records()
        return tuple(records[ref.step].output(ref.artifact) for ref in self._step.inputs.values())

    def paths(self) -> Mapping[str, Path]:
        """Role -> local path; the content was compared with its recorded digest."""
        return {
            role: self._store.local_copy(artifact)
            for role, artifact in zip(self._step.inputs, self.artifacts(), strict=True)
        }

    def _await(self, step_id: str) -> Record:
        before = self._plan.step(step_id)
        while (record := read_record(self._store, self._plan.tenant, before)) is None:
            if self._stopping.is_set():
                raise Preempted(f"step {self._step.id} was stopped while it waited for {step_id}")
            time.sleep(_POLL_SECONDS)
        return record
