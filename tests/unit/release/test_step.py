"""The register step: from records and a decision to a version, and to version.json."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from residency.adapters.local.tracker import MemoryTracker
from residency.errors import GateRejected
from residency.plan.record import Artifact, Attempt, Metric, Record
from residency.plan.work import ArtifactRef, Plan, RegisterIdentity, RegisterWork, Step
from residency.ports import Progress, StepContext
from residency.release.step import figure, register_step
from residency.spec.training import Approval
from tests.unit.release.hospital import MODEL, Hospital


@dataclass(frozen=True)
class Done:
    """Steps that are done: implements the Earlier port."""

    by_role: Mapping[str, Path]
    by_step: Mapping[str, Record]

    def paths(self) -> Mapping[str, Path]:
        return self.by_role

    def records(self) -> Mapping[str, Record]:
        return self.by_step


class NoProgress:
    def update(self, progress: Progress) -> None:
        """Nothing is shown."""


STEP = Step(
    id="register",
    work=RegisterWork(identity=RegisterIdentity(model_name=MODEL)),
    inputs={
        "model": ArtifactRef(step="train.instruct", artifact="model"),
        "decision": ArtifactRef(step="gate.instruct", artifact="decision.json"),
        "report": ArtifactRef(step="evaluate.instruct.heldout", artifact="report.json"),
    },
    fingerprint="f" * 64,
)
EXACT = Metric(name="exact_match", value=0.8125, protocol="strict-exact-match", n=64)


def context(hospital: Hospital, folder: Path, *, passed: bool) -> StepContext:
    candidate = hospital.candidate()
    (folder / "decision.json").write_text(json.dumps({"passed": passed, "rules": []}))
    decision = hospital.store.upload_tree(
        folder / "decision.json", "local/gate/d", "decision.json"
    )
    report = Artifact(name="report.json", uri="local/evaluate/r", sha256="e" * 64, bytes=2)
    outputs = {
        "train.instruct": (candidate.artifact, ()),
        "gate.instruct": (decision, ()),
        "evaluate.instruct.heldout": (report, (EXACT,)),
    }
    records = {step: record(hospital, step, *found) for step, found in outputs.items()}
    plan = Plan(pipeline="quickstart", tenant="local", seed=0, source="p.yaml", steps=(STEP,))
    tracker = MemoryTracker()
    return StepContext(
        plan=plan,
        step=STEP,
        attempt="1",
        folder=folder,
        checkpoints=folder,
        earlier=Done({"decision": folder / "decision.json"}, records),
        track=tracker.step(tracker.pipeline("quickstart", "run", {}), "register", "key", {}),
        progress=NoProgress(),
        stopping=threading.Event(),
    )


def record(hospital: Hospital, step: str, output: Artifact, metrics: tuple[Metric, ...]) -> Record:
    return Record(
        tenant="local",
        pipeline="quickstart",
        step=step,
        kind=step.partition(".")[0],
        fingerprint="f" * 64,
        identity={},
        outputs=(output,),
        submitter=hospital.person("dr.lee"),
        attempts=(Attempt(id="1", start="2026-01-01T00:00:00Z"),),
        metrics=metrics,
    )


def test_the_version_is_written_down(hospital: Hospital, tmp_path: Path) -> None:
    made = context(hospital, tmp_path, passed=True)
    result = register_step(made, hospital.desk, hospital.person("dr.lee"), Approval())
    assert result.outputs == ("version.json",)
    written = json.loads((tmp_path / "version.json").read_text())
    assert written == {"model": MODEL, "version": "1", "digest": result.notes["digest"]}
    (version,) = hospital.registry.versions(MODEL)
    assert version.tags["exact_match"] == "0.812 n=64 (strict-exact-match)"
    assert made.track.ids is not None
    assert version.run_id == made.track.ids.run_id


def test_a_rejected_model_stops_here(hospital: Hospital, tmp_path: Path) -> None:
    made = context(hospital, tmp_path, passed=False)
    with pytest.raises(GateRejected):
        register_step(made, hospital.desk, hospital.person("dr.lee"), Approval())
    assert not (tmp_path / "version.json").exists()


def test_a_figure_says_how_sure_it_is() -> None:
    sure = EXACT.model_copy(update={"low": 0.70, "high": 0.89})
    assert figure(sure) == "0.812 [0.700, 0.890] n=64 (strict-exact-match)"
    assert figure(Metric(name="loss", value=1.5)) == "1.500"
