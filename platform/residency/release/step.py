"""The `register` step: from the records of a run to a version."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from residency.plan import layout
from residency.plan.record import Artifact, Metric, Record, Submitter
from residency.plan.work import RegisterWork
from residency.ports import StepContext, StepResult
from residency.release.desk import Desk
from residency.release.register import Candidate, register
from residency.spec.training import Approval

MODEL, DECISION, REPORT = "model", "decision", "report"  # roles of the step's inputs


class Verdict(BaseModel):
    """The one thing that registering needs of a decision.json."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")
    passed: bool


def register_step(
    context: StepContext, desk: Desk, submitter: Submitter, rules: Approval
) -> StepResult:
    """Executor of the register step. Raises what `register` raises."""
    work = context.step.work
    if not isinstance(work, RegisterWork):
        raise TypeError(f"step {context.step.id} is no register step")
    paths, records = context.earlier.paths(), context.earlier.records()
    verdict = Verdict.model_validate_json(paths[DECISION].read_bytes())
    report = records[context.step.inputs[REPORT].step]
    version = register(
        desk,
        Candidate(
            model=work.identity.model_name,
            artifact=_input(context, records, MODEL),
            decision=_input(context, records, DECISION),
            passed=verdict.passed,
            pipeline=context.plan.pipeline,
            submitter=submitter,
            rules=rules,
            figures={metric.name: figure(metric) for metric in report.metrics},
            run_id=context.track.ids.run_id if context.track.ids is not None else "",
        ),
    )
    content = {"model": version.name, "version": version.version, "digest": version.digest}
    text = json.dumps(content, indent=1) + "\n"
    (context.folder / layout.MODEL_VERSION).write_text(text, encoding="utf-8")
    return StepResult(outputs=(layout.MODEL_VERSION,), notes=content)


def figure(metric: Metric) -> str:
    """A value with its interval, its n and its protocol, as far as they are known."""
    interval = f" [{metric.low:.3f}, {metric.high:.3f}]" if _has_interval(metric) else ""
    count = f" n={metric.n}" if metric.n is not None else ""
    protocol = f" ({metric.protocol})" if metric.protocol else ""
    return f"{metric.value:.3f}{interval}{count}{protocol}"


def _has_interval(metric: Metric) -> bool:
    return metric.low is not None and metric.high is not None


def _input(context: StepContext, records: Mapping[str, Record], role: str) -> Artifact:
    ref = context.step.inputs[role]
    return records[ref.step].output(ref.artifact)
