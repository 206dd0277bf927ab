"""A Residency without machinery: real plans and records, steps that take no time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from residency.adapters.journal.waiting import Waiting
from residency.adapters.mlflow.address import Address, embedded
from residency.adapters.storage.memory import MemoryStore
from residency.errors import ModelFolderError
from residency.evaluate.gate import Decision, RuleOutcome
from residency.evaluate.report import Report, Subgroup
from residency.flow.runner import RunListener, RunSummary, StepEnd
from residency.flow.state import StepState, states
from residency.plan import layout
from residency.plan.preparation import preparation
from residency.plan.record import Artifact, Attempt, Metric, Outcome, Record, Rows, Submitter
from residency.plan.resolve import Facts, resolve
from residency.plan.work import GateWork, Plan, Step, StepKind
from residency.ports import ModelVersion, Phase, Progress, Store
from residency.spec.loader import Loaded, load_pipeline
from residency.spec.training import Protocol
from residency.wiring.runs import Run

PERSON = Submitter(name="ada", source="test")
START, END = "2026-11-23T10:00:00.000Z", "2026-11-23T10:01:05.000Z"
NOTES = {
    StepKind.GATE: {"decision": "passed"},
    StepKind.REGISTER: {"model": "quickstart", "version": "1", "digest": "d" * 64},
}
SCORE = Metric(
    name="exact_match", value=0.8125, protocol="strict-exact-match", n=64, low=0.7, high=0.89
)


@dataclass(frozen=True)
class Approval:
    """Implements facade.ApprovalView."""

    person: str
    time: str = END


@dataclass(frozen=True)
class Served:
    """Implements facade.Endpoint."""

    url: str
    key_file: Path
    model: str
    version: str


@dataclass
class FakeResidency:
    """Implements facade.Facade in memory. `failing` names a step that raises instead."""

    home: Path
    failing: Mapping[str, Exception] = field(default_factory=dict)
    rejecting: bool = False
    unsupported: tuple[str, ...] = ()
    bad_folder: str = ""  # what is wrong with a model folder
    unseen: tuple[str, ...] = ()  # given folders that are not here
    predictions: bytes = b""  # of every evaluation, as Parquet
    store: Store = field(default_factory=MemoryStore)
    models: dict[str, list[ModelVersion]] = field(default_factory=dict)
    words: dict[str, list[Approval]] = field(default_factory=dict)
    ran: list[Run] = field(default_factory=list)
    executed: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    serving: list[str] = field(default_factory=list)
    untracked: Waiting = field(default_factory=Waiting)

    @property
    def tracking(self) -> Address:
        return embedded(self.home / "mlflow")

    @property
    def waiting(self) -> Waiting:
        return self.untracked

    def sync(self) -> Waiting:
        self.untracked = Waiting()
        return self.untracked

    def load(self, path: str, sets: Sequence[str] = ()) -> Loaded:
        return load_pipeline(path, sets)

    def plan(self, loaded: Loaded, *, remote: bool = False, prepare: bool = False) -> Plan:
        names = [dataset.name for dataset in loaded.pipeline.spec.datasets]
        facts = Facts(listings=dict.fromkeys(names, "listing"), key_id="k1", versions={})
        plan = resolve(loaded, facts)
        if prepare:
            return preparation(plan, loaded.pipeline)
        return plan.model_copy(update={"unsupported": (*plan.unsupported, *self.unsupported)})

    def not_looked_at(self, loaded: Loaded) -> tuple[str, ...]:
        return self.unseen

    def check_models(self, loaded: Loaded, *, planning: bool = False) -> None:
        if self.bad_folder:
            raise ModelFolderError(self.bad_folder, "Copy it there.")

    def read_plan(self, uri: str) -> Plan:
        return Plan.model_validate_json(self.store.read(uri))

    def states(self, plan: Plan) -> tuple[StepState, ...]:
        return states(plan, self.store, {})

    def run(self, plan: Plan, listener: RunListener, *, wait: bool = False) -> RunSummary:
        run = self._note(plan)
        records: dict[str, Record] = {}
        ends: list[StepEnd] = []
        found = self.states(plan)
        for state in found:
            if state.record is not None:
                records[state.step.id] = state.record
                listener.on_cached(state)
        cached = tuple(records)
        for state in found:
            if state.record is None:
                ends.append(self._execute(plan, state.step, listener))
                records[state.step.id] = ends[-1].record  # type: ignore[assignment]
        self.ran[-1] = run.model_copy(update={"end": END, "outcome": "done"})
        self._register(plan, records)
        return RunSummary(run.id, records, cached, tuple(ends), 65.0)

    def execute(self, plan_uri: str, step_ids: Sequence[str]) -> None:
        self.executed.append((plan_uri, tuple(step_ids)))

    def objects(self, plan: Plan) -> Sequence[Mapping[str, object]]:
        return [
            {
                "apiVersion": "ray.io/v1",
                "kind": "RayJob",
                "metadata": {"name": step.id.replace(".", "-"), "namespace": plan.tenant},
            }
            for step in plan.steps
            if step.kind is StepKind.TRAIN
        ]

    def runs(self, pipeline: str | None = None) -> Sequence[Run]:
        return [run for run in self.ran if pipeline in (None, run.pipeline)]

    def versions(self, model: str) -> Sequence[ModelVersion]:
        return self.models.get(model, [])

    def evidence(self, version: ModelVersion) -> Mapping[str, Record]:
        plan = self.read_plan(self.ran[-1].plan)
        return {s.step.id: s.record for s in self.states(plan) if s.record is not None}

    def approvals(self, model: str, digest: str) -> Sequence[Approval]:
        return self.words.get(digest, [])

    def approve(self, model: str, version: ModelVersion, person: str | None) -> ModelVersion:
        self.words.setdefault(version.digest, []).append(Approval(person or PERSON.name))
        approved = replace(version, aliases=(*version.aliases, "staging"))
        known = self.models[model]
        known[known.index(version)] = approved
        return approved

    @contextmanager
    def serve(self, model: str | None, host: str, port: int) -> Iterator[Served]:
        self.serving.append("up")
        key = self.home / "serve" / "key"
        yield Served(f"http://{host}:{port}/v1", key, model or "quickstart", "1")
        self.serving.append("down")

    def _note(self, plan: Plan) -> Run:
        key = layout.plan_key(plan.tenant, plan.pipeline, f"{len(self.ran):064d}")
        self.store.write(key, plan.model_dump_json(by_alias=True).encode())
        run = Run(
            id=f"run-{len(self.ran) + 1}",
            tenant=plan.tenant,
            pipeline=plan.pipeline,
            plan=key,
            start=START,
            submitted_by=PERSON,
        )
        self.ran.append(run)
        return run

    def _execute(self, plan: Plan, step: Step, listener: RunListener) -> StepEnd:
        listener.on_start(step, early=False)
        if step.kind is StepKind.TRAIN:
            for done in (50, 100):
                figures = {"loss": 1.234, "tokens_per_second": 4567.0}
                listener.update(Progress(step.id, done, 100, figures))
        if step.id in self.failing:
            error = self.failing[step.id]
            self._attempt(plan, step, Outcome.FAILED, str(error))
            listener.on_end(StepEnd(step, Phase.FAILED, 65.0, None, str(error)))
            raise error
        record = self.finish(plan, step)
        end = StepEnd(step, Phase.DONE, 65.0, record)
        listener.on_end(end)
        return end

    def _attempt(self, plan: Plan, step: Step, outcome: Outcome, message: str = "") -> Attempt:
        attempt = Attempt(
            id="a1", start=START, end=END, outcome=outcome, node="elsewhere", message=message
        )
        folder = layout.attempt_folder(plan.tenant, step, attempt.id)
        self.store.write(
            f"{folder}/{layout.ATTEMPT}", attempt.model_dump_json(by_alias=True).encode()
        )
        return attempt

    def finish(self, plan: Plan, step: Step) -> Record:
        """Write what a finished step leaves in the store."""
        attempt = self._attempt(plan, step, Outcome.DONE)
        record = Record(
            tenant=plan.tenant,
            pipeline=plan.pipeline,
            step=step.id,
            kind=step.kind.value,
            fingerprint=step.fingerprint,
            identity={},
            outputs=self._outputs(plan, step),
            submitter=PERSON,
            attempts=(attempt,),
            rows=Rows(read=10, out=8, quarantined=2) if step.kind is StepKind.INGEST else None,
            metrics=(SCORE,) if step.kind is StepKind.EVALUATE else (),
            notes=NOTES.get(step.kind, {}),
        )
        key = layout.record_key(plan.tenant, step)
        self.store.write(key, record.model_dump_json(by_alias=True).encode())
        return record

    def _outputs(self, plan: Plan, step: Step) -> tuple[Artifact, ...]:
        if step.kind is StepKind.EVALUATE:
            name, content = layout.REPORT, _report().model_dump_json(by_alias=True)
        elif step.kind is StepKind.GATE:
            decision = _decision(step, passed=not self.rejecting)
            name, content = layout.DECISION, decision.model_dump_json(by_alias=True)
        else:
            return ()
        key = f"{layout.attempt_folder(plan.tenant, step, 'a1')}/{name}"
        self.store.write(key, content.encode())
        if self.predictions and step.kind is StepKind.EVALUATE:
            beside = f"{key.rpartition('/')[0]}/{layout.PREDICTIONS}"
            self.store.write(beside, self.predictions)
            return (
                self.store.describe(key, name),
                self.store.describe(beside, layout.PREDICTIONS),
            )
        return (self.store.describe(key, name),)

    def _register(self, plan: Plan, records: Mapping[str, Record]) -> None:
        if "register" in records and plan.pipeline not in self.models:
            self.models[plan.pipeline] = [
                ModelVersion(plan.pipeline, "1", "d" * 64, "local/train/instruct/x/model")
            ]


def _report() -> Report:
    return Report(
        benchmark="heldout",
        protocol=Protocol.STRICT_EXACT_MATCH,
        n=64,
        unparsed=3,
        metrics=(SCORE,),
        subgroups=(Subgroup(name="modality=CT", metrics=(SCORE,)),),
        majority_answer="yes",
    )


def _decision(step: Step, *, passed: bool) -> Decision:
    assert isinstance(step.work, GateWork)
    rules = step.work.identity.gate.rules
    return Decision(
        benchmark="heldout",
        passed=passed,
        rules=tuple(
            RuleOutcome(rule=rule, value=SCORE, reference=0.0, passed=passed, reason="0.812 is it")
            for rule in rules
        ),
    )
