"""What the records of a run prove: reports, decisions, the registered version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from residency.evaluate.gate import Decision
from residency.evaluate.report import Report
from residency.plan import layout
from residency.plan.record import Record
from residency.plan.work import StepKind
from residency.ports import Store


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A stage's model on a benchmark."""

    stage: str
    report: Report


@dataclass(frozen=True, slots=True)
class Verdict:
    """A stage's gate."""

    stage: str
    decision: Decision


def evaluations(store: Store, records: Mapping[str, Record]) -> Iterator[Evaluation]:
    """The reports, in the order of the records."""
    for record in records.values():
        if record.kind == StepKind.EVALUATE.value:
            data = store.read(record.output(layout.REPORT).uri)
            yield Evaluation(stage_of(record.step), Report.model_validate_json(data))


def verdicts(store: Store, records: Mapping[str, Record]) -> Iterator[Verdict]:
    """The gates' decisions, in the order of the records."""
    for record in records.values():
        if record.kind == StepKind.GATE.value:
            data = store.read(record.output(layout.DECISION).uri)
            yield Verdict(stage_of(record.step), Decision.model_validate_json(data))


def stage_of(step_id: str) -> str:
    """The stage that a step's id names: `align` of `evaluate.align.heldout`."""
    parts = step_id.split(".")
    return parts[1] if len(parts) > 1 else step_id
