"""The gate as a step: reads reports, writes the decision, and says no when it is no."""

from __future__ import annotations

from pathlib import Path

from residency.errors import GateRejected
from residency.evaluate.gate import decide
from residency.evaluate.report import Report
from residency.evaluate.tables import decision_table
from residency.plan.layout import DECISION
from residency.plan.work import GateWork
from residency.ports import StepContext, StepResult

REPORT_INPUT, BASELINE_INPUT = "report", "baseline"
"""Roles of the step's inputs: the model's report, and that of the model before training."""


def gate_step(context: StepContext, staging: Report | None = None) -> StepResult:
    """Executor of `gate` steps; `staging` is the report of the model that is in staging now.

    Raises:
        GateRejected: a rule did not hold. decision.json is written before, and says which.
    """
    work = context.step.work
    if not isinstance(work, GateWork):
        raise TypeError(f"step {context.step.id} is no gate")
    inputs = context.earlier.paths()
    baseline = inputs.get(BASELINE_INPUT)
    decision = decide(
        work.identity.gate,
        read_report(inputs[REPORT_INPUT]),
        read_report(baseline) if baseline else None,
        staging,
    )
    text = decision.model_dump_json(by_alias=True, indent=2)
    (context.folder / DECISION).write_text(text + "\n", encoding="utf-8")
    context.track.table(decision_table(decision))
    if not decision.passed:
        raise GateRejected(
            f"The gate {context.step.id} said no. " + "; ".join(decision.reasons) + ".",
            "Train longer or on more data, or change the gate's rules if they ask too much.",
        )
    measured = (rule.value for rule in decision.rules)
    return StepResult(
        outputs=(DECISION,),
        metrics=tuple(value for value in measured if value is not None),
        notes={"decision": "passed"},
    )


def read_report(path: Path) -> Report:
    """Load a report.json."""
    return Report.model_validate_json(path.read_bytes())
