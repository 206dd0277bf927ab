"""Resolving: the steps, what they read, and what bears their identity."""

from pathlib import Path

import pytest

from residency.plan.resolve import Facts, resolve
from residency.plan.work import DecontaminateWork, Plan, StepKind
from residency.spec.loader import load_pipeline

FACTS = Facts(
    listings={"pydicom": "a", "dictionary": "b"}, key_id="k1", versions={"torch": "2.13.0"}
)


@pytest.fixture
def plan(repository: Path) -> Plan:
    return plan_of(repository)


def plan_of(repository: Path, *sets: str, facts: Facts = FACTS) -> Plan:
    return resolve(load_pipeline(repository / "pipelines/quickstart/pipeline.yaml", sets), facts)


def changed(before: Plan, after: Plan) -> list[str]:
    """Ids of the steps whose fingerprints differ."""
    return [s.id for s in after.steps if s.fingerprint != before.step(s.id).fingerprint]


def test_the_quickstart_has_every_step_of_the_way(plan: Plan) -> None:
    assert [step.id for step in plan.steps] == [
        "ingest.pydicom",
        "ingest.dictionary",
        "decontaminate",
        "tokenizer",
        "pack.base",
        "base",
        "evaluate.base.heldout",
        "pack.align",
        "train.align",
        "evaluate.align.heldout",
        "pack.midtrain",
        "train.midtrain",
        "evaluate.midtrain.heldout",
        "pack.instruct",
        "train.instruct",
        "evaluate.instruct.heldout",
        "gate.instruct",
        "register",
    ]


def test_each_stage_starts_from_the_model_of_the_one_before(plan: Plan) -> None:
    parents = {
        name: plan.step(f"train.{name}").inputs["model"].step
        for name in ("align", "midtrain", "instruct")
    }
    assert parents == {"align": "base", "midtrain": "train.align", "instruct": "train.midtrain"}


def test_steps_stand_after_what_they_need(plan: Plan) -> None:
    seen: set[str] = set()
    for step in plan.steps:
        assert set(step.after) <= seen
        seen.add(step.id)


def test_the_last_learning_rate_changes_the_last_stage_and_what_follows(
    plan: Plan, repository: Path
) -> None:
    after = plan_of(repository, "curriculum.instruct.optimizer.lr=1.0e-3")
    assert changed(plan, after) == [
        "train.instruct",
        "evaluate.instruct.heldout",
        "gate.instruct",
        "register",
    ]


@pytest.mark.parametrize(
    "override",
    [
        "curriculum.midtrain.execution.workers=4",
        "curriculum.midtrain.execution.zero=1",
        "curriculum.midtrain.execution.microBatch=1",
        "curriculum.midtrain.resources.gpus=8.0",
        "placement.queue=research",
        "placement.image=registry.example/residency@sha256:0",
        "release.approvals=2",
        "serving.maxQueued=2",
    ],
)
def test_where_it_runs_bears_no_identity(plan: Plan, repository: Path, override: str) -> None:
    assert changed(plan, plan_of(repository, override)) == []


def test_how_pictures_are_padded_packs_anew_and_ingests_nothing(
    plan: Plan, repository: Path
) -> None:
    after = plan_of(repository, "model.vision.padding=mean")
    kinds = {after.step(name).kind for name in changed(plan, after)}
    assert StepKind.PACK in kinds
    assert StepKind.TRAIN in kinds
    assert not kinds & {StepKind.INGEST, StepKind.DECONTAMINATE, StepKind.TOKENIZER}


def test_other_files_or_another_key_change_everything_after_ingest(
    plan: Plan, repository: Path
) -> None:
    facts = Facts({"pydicom": "c", "dictionary": "b"}, "k1", FACTS.versions)
    assert "ingest.dictionary" not in changed(plan, plan_of(repository, facts=facts))
    assert "register" in changed(plan, plan_of(repository, facts=facts))
    rotated = Facts(FACTS.listings, "k2", FACTS.versions)
    assert len(changed(plan, plan_of(repository, facts=rotated))) == len(plan.steps)


def test_a_library_that_decides_numbers_changes_the_steps_that_use_it(
    plan: Plan, repository: Path
) -> None:
    facts = Facts(FACTS.listings, "k1", {"torch": "2.14.0"})
    assert changed(plan, plan_of(repository, facts=facts))[0] == "base"


def test_a_plan_survives_its_file(plan: Plan) -> None:
    assert Plan.model_validate_json(plan.model_dump_json(by_alias=True)) == plan


def test_without_a_last_gate_nothing_is_registered(repository: Path) -> None:
    plan = plan_of(repository, "curriculum.instruct.gate=null")
    assert plan.steps[-1].id == "evaluate.instruct.heldout"


def test_tokenizer_and_packs_leave_out_what_a_benchmark_holds(plan: Plan) -> None:
    work = plan.step("decontaminate").work
    assert isinstance(work, DecontaminateWork)
    assert work.identity.training == ("dictionary", "pydicom")
    assert [(one.benchmark, one.dataset) for one in work.identity.benchmarks] == [
        ("heldout", "pydicom")
    ]
    packs = [step for step in plan.steps if step.kind is StepKind.PACK]
    assert len(packs) == 4
    for step in (plan.step("tokenizer"), *packs):
        excluded = step.inputs["excluded"]
        assert (excluded.step, excluded.artifact) == ("decontaminate", "excluded.parquet")


def test_rules_of_decontamination_change_it_and_what_it_feeds(
    plan: Plan, repository: Path
) -> None:
    after = plan_of(repository, "decontamination.hashDistance=2")
    assert changed(plan, after)[:3] == ["decontaminate", "tokenizer", "pack.base"]


def test_a_benchmark_that_no_stage_evaluates_is_held_against_too(repository: Path) -> None:
    sets = [f"curriculum.{name}.evaluate=[]" for name in ("align", "midtrain", "instruct")]
    sets.append("curriculum.instruct.gate=null")
    after = plan_of(repository, *sets)
    assert "excluded" in after.step("pack.align").inputs
    without = plan_of(repository, *sets, "benchmarks=[]")
    assert "decontaminate" not in [step.id for step in without.steps]
    assert "excluded" not in without.step("pack.align").inputs


DEEPSPEED = "curriculum.instruct.execution.deepspeed"


def test_of_deepspeeds_own_settings_those_that_round_gradients_bear_identity(
    plan: Plan, repository: Path
) -> None:
    moved = plan_of(repository, f"{DEEPSPEED}.zero_optimization.reduce_bucket_size=1000")
    assert changed(plan, moved) == []
    rounded = plan_of(repository, f"{DEEPSPEED}.communication_data_type=bf16")
    assert changed(plan, rounded)[0] == "train.instruct"
