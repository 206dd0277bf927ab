"""The gate step: from reports to decision.json, and a no where it is no."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from residency.adapters.local.tracker import MemoryRun
from residency.errors import GateRejected
from residency.evaluate.gate import Decision
from residency.evaluate.report import Report
from residency.evaluate.step import gate_step
from residency.plan.record import Metric, Record
from residency.plan.work import GateIdentity, GateWork, Plan, Step
from residency.ports import Progress, StepContext
from residency.spec.training import Compare, Gate, Protocol, Rule

RULE = Rule(metric="exact_match", compare=Compare.BASELINE, margin=0.1)
STEP = Step(
    id="gate.instruct",
    work=GateWork(identity=GateIdentity(gate=Gate(benchmark="heldout", rules=(RULE,)))),
    fingerprint="f" * 64,
)


@dataclass(frozen=True)
class Reports:
    """Steps that left these files: implements the Earlier port."""

    files: Mapping[str, Path]

    def paths(self) -> Mapping[str, Path]:
        return self.files

    def records(self) -> Mapping[str, Record]:
        return {}


class NoProgress:
    def update(self, progress: Progress) -> None:
        """Nothing is shown."""


def context(folder: Path, run: MemoryRun, **values: float) -> StepContext:
    """A gate whose reports, by role, have these values."""
    files = {role: write_report(folder / f"{role}.json", value) for role, value in values.items()}
    plan = Plan(pipeline="quickstart", tenant="local", seed=0, source="p.yaml", steps=(STEP,))
    return StepContext(
        plan=plan,
        step=STEP,
        attempt="1",
        folder=folder,
        checkpoints=folder,
        earlier=Reports(files),
        track=run,
        progress=NoProgress(),
        stopping=threading.Event(),
    )


def write_report(path: Path, value: float) -> Path:
    report = Report(
        benchmark="heldout",
        protocol=Protocol.STRICT_EXACT_MATCH,
        n=80,
        unparsed=0,
        metrics=(Metric(name="exact_match", value=value, n=80),),
    )
    path.write_text(report.model_dump_json(by_alias=True))
    return path


def test_a_gate_that_passes_leaves_its_decision(tmp_path: Path) -> None:
    run = MemoryRun("1", "gate")
    result = gate_step(context(tmp_path, run, report=0.6, baseline=0.3))
    assert result.outputs == ("decision.json",)
    assert [metric.value for metric in result.metrics] == [0.6]
    decision = Decision.model_validate_json((tmp_path / "decision.json").read_text())
    assert decision.passed
    assert decision.rules[0].reference == 0.3
    assert list(run.tables) == ["gate"]


def test_a_gate_that_says_no_leaves_its_decision_first(tmp_path: Path) -> None:
    run = MemoryRun("1", "gate")
    with pytest.raises(GateRejected, match=r"exact_match: 0\.350 is below 0\.400"):
        gate_step(context(tmp_path, run, report=0.35, baseline=0.3))
    assert not Decision.model_validate_json((tmp_path / "decision.json").read_text()).passed
    assert list(run.tables) == ["gate"]


def test_without_the_baseline_it_says_no_by_name(tmp_path: Path) -> None:
    with pytest.raises(GateRejected, match="the model before training has no report on heldout"):
        gate_step(context(tmp_path, MemoryRun("1", "gate"), report=0.9))
