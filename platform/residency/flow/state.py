"""What is known of a plan's steps: which are done, and why the others will run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from residency.plan import layout
from residency.plan.explain import CACHED, why
from residency.plan.fingerprint import identity
from residency.plan.record import Record
from residency.plan.work import Plan, Step
from residency.ports import Store


@dataclass(frozen=True, slots=True)
class StepState:
    """A step, its record where it is done, and one line that says why it is cached or runs."""

    step: Step
    record: Record | None
    why: str

    @property
    def cached(self) -> bool:
        """Whether the step needs no work."""
        return self.record is not None


def read_record(store: Store, tenant: str, step: Step) -> Record | None:
    """The record of a step whose fingerprint is equal and whose artifacts are still there."""
    key = layout.record_key(tenant, step)
    if not store.exists(key):
        return None
    record = Record.model_validate_json(store.read(key))
    if record.fingerprint != step.fingerprint:
        return None
    present = all(any(True for _ in store.list(output.uri)) for output in record.outputs)
    return record if present else None


def states(plan: Plan, store: Store, versions: Mapping[str, str]) -> tuple[StepState, ...]:
    """The state of each step, in the plan's order."""
    found: list[StepState] = []
    running: set[str] = set()
    fingerprints = {step.id: step.fingerprint for step in plan.steps}
    for step in plan.steps:
        record = read_record(store, plan.tenant, step)
        if record is not None:
            found.append(StepState(step, record, CACHED))
            continue
        running.add(step.id)
        now = identity(step.work, step.inputs, fingerprints, versions)
        follows = {role: ref.step for role, ref in step.inputs.items() if ref.step in running}
        before = _latest(store, plan.tenant, step)
        found.append(StepState(step, None, why(before.identity if before else None, now, follows)))
    return tuple(found)


def records_below(store: Store, tenant: str, step: Step) -> Iterator[Record]:
    """Records of the same kind and name, whatever their fingerprints."""
    prefix = f"{tenant}/{step.kind.value}/{step.name}/"
    for key in store.list(prefix):
        if key.removeprefix(prefix).endswith(f"/{layout.RECORD}") and key.count("/") == 4:
            yield Record.model_validate_json(store.read(key))


def _latest(store: Store, tenant: str, step: Step) -> Record | None:
    """The newest of them."""
    found = records_below(store, tenant, step)
    return max(found, key=lambda record: record.attempts[-1].start, default=None)
