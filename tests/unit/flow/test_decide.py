"""What starts when: a pure function of plan, records and statuses."""

from collections.abc import Mapping
from datetime import UTC, datetime

from residency.flow.decide import decide
from residency.plan.work import (
    GateWork,
    IngestWork,
    PackWork,
    Plan,
    Step,
    StepKind,
    TrainWork,
    Work,
)
from residency.ports import Phase, Status
from residency.spec.training import Resources

WORKS: Mapping[StepKind, type[Work]] = {
    StepKind.INGEST: IngestWork,
    StepKind.PACK: PackWork,
    StepKind.TRAIN: TrainWork,
    StepKind.GATE: GateWork,
}
RUNNING, DONE, FAILED = Status(Phase.RUNNING), Status(Phase.DONE), Status(Phase.FAILED)
AT_WORK = Status(Phase.RUNNING, heartbeat=datetime(2026, 1, 1, tzinfo=UTC))


def step(step_id: str, kind: StepKind, *after: str) -> Step:
    """A step of which only kind and order matter here."""
    work = WORKS[kind].model_construct(kind=kind)
    return Step.model_construct(id=step_id, work=work, inputs={}, after=after, fingerprint="0")


def plan(*steps: Step) -> Plan:
    return Plan.model_construct(pipeline="p", tenant="t", steps=steps)


CHAIN = plan(
    step("in", StepKind.INGEST),
    step("pack.a", StepKind.PACK, "in"),
    step("pack.b", StepKind.PACK, "in"),
    step("a", StepKind.TRAIN, "pack.a"),
    step("gate", StepKind.GATE, "a"),
    step("b", StepKind.TRAIN, "a", "pack.b"),
)


def starts(done: set[str], statuses: dict[str, Status], *, overlap: bool = False) -> list[str]:
    decision = decide(CHAIN, done, statuses, overlap=overlap)
    return [f"{s.step.id}{' early' if s.early else ''}" for s in decision.starts]


def test_what_has_no_predecessor_starts() -> None:
    assert starts(set(), {}) == ["in"]


def test_all_that_is_ready_starts_at_once() -> None:
    assert starts({"in"}, {"in": DONE}) == ["pack.a", "pack.b"]


def test_what_was_started_is_not_started_again() -> None:
    assert starts({"in"}, {"in": DONE, "pack.a": RUNNING}) == ["pack.b"]


def test_a_training_job_launches_while_the_one_before_it_works() -> None:
    done, statuses = {"in", "pack.a", "pack.b"}, {"a": AT_WORK}
    assert starts(done, statuses, overlap=True) == ["b early"]
    assert starts(done, statuses, overlap=False) == []


def test_it_does_not_while_the_one_before_it_is_launched_itself() -> None:
    assert starts({"in", "pack.a", "pack.b"}, {"a": RUNNING}, overlap=True) == []


def test_a_job_with_gpus_waits_for_those_of_the_job_before_it() -> None:
    work = TrainWork.model_construct(resources=Resources(gpus=1.0))
    last = CHAIN.steps[-1].model_copy(update={"work": work})
    on_gpus = plan(*CHAIN.steps[:-1], last)
    done, statuses = {"in", "pack.a", "pack.b", "gate"}, {"a": AT_WORK}
    assert decide(on_gpus, done, statuses, overlap=True).starts == ()


def test_only_one_training_job_waits() -> None:
    done, statuses = {"in", "pack.b"}, {"pack.a": RUNNING, "a": RUNNING}
    assert starts(done, statuses, overlap=True) == []


def test_a_gate_is_never_overtaken() -> None:
    gated = plan(*CHAIN.steps[:5], step("b", StepKind.TRAIN, "a", "gate", "pack.b"))
    done = {"in", "pack.a", "pack.b", "a"}
    assert decide(gated, done, {"gate": RUNNING}, overlap=True).starts == ()


def test_after_a_failure_nothing_starts_and_what_runs_may_end() -> None:
    statuses = {"pack.a": FAILED, "pack.b": RUNNING}
    decision = decide(CHAIN, {"in"}, statuses, overlap=True)
    assert (decision.starts, decision.failed, decision.finished) == ((), ("pack.a",), False)
    assert decide(CHAIN, {"in", "pack.b"}, {"pack.a": FAILED}, overlap=True).finished


def test_what_waits_for_a_failed_step_is_not_waited_for() -> None:
    decision = decide(CHAIN, {"in", "pack.b"}, {"pack.a": FAILED, "a": RUNNING}, overlap=True)
    assert decision.finished


def test_it_ends_when_every_step_has_its_record() -> None:
    assert decide(CHAIN, {s.id for s in CHAIN.steps}, {}, overlap=True).finished
