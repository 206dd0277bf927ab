"""A recipe that is given a pretrained model: the steps that takes, and what bears its identity."""

from pathlib import Path

import pytest

from residency.errors import SpecError
from residency.plan.resolve import Facts, resolve
from residency.plan.work import AssembleWork, Plan, TokenizerWork, TrainWork
from residency.spec.loader import load_pipeline

PILOT = "pipelines/medgpt_oss/pilot.yaml"
GIVEN = {"text": "t" * 64, "tokenizer": "w" * 64}
LISTINGS = dict.fromkeys(("roco", "vqa-rad", "pubmed-qa"), "listing")


def plan_of(repository: Path, *sets: str, base: str = "/recipes", **given: str) -> Plan:
    facts = Facts(listings=LISTINGS, key_id="k1", versions={}, base=base, given={**GIVEN, **given})
    return resolve(load_pipeline(repository / PILOT, sets), facts)


def changed(before: Plan, after: Plan) -> list[str]:
    return [s.id for s in after.steps if s.fingerprint != before.step(s.id).fingerprint]


def test_a_model_is_assembled_and_evaluated_before_anything_is_trained(repository: Path) -> None:
    plan = plan_of(repository)
    ids = [step.id for step in plan.steps]
    start = ids.index("tokenizer")
    assert ids[start : start + 6] == [
        "tokenizer",
        "assemble",
        "evaluate.base.vqa-rad",
        "evaluate.base.pubmed-qa",
        "pack.align",
        "train.align",
    ]
    for reader in ("evaluate.base.vqa-rad", "train.align"):
        assert plan.step(reader).inputs["model"].step == "assemble"
    assert plan.step("train.midtrain").inputs["model"].step == "train.align"
    assert plan.step("tokenizer").inputs == {}


def test_a_base_that_is_trained_starts_from_what_was_assembled(repository: Path) -> None:
    told = (
        "base={train: [language], optimizer: {lr: 1.0e-3, globalBatch: 2, steps: 1}, "
        "sequence: {length: 64}, mixture: [{dataset: pubmed-qa}]}"
    )
    plan = plan_of(repository, told)
    assert plan.step("base").inputs["model"].step == "assemble"
    assert plan.step("train.align").inputs["model"].step == "base"
    assert plan.step("evaluate.base.vqa-rad").inputs["model"].step == "base"


def test_where_folders_lie_is_no_part_of_what_is_computed(repository: Path) -> None:
    plan = plan_of(repository)
    moved = plan_of(
        repository, "model.text.path=/m/llama", "model.tokenizer.path=/m/llama", base="/elsewhere"
    )
    assert changed(plan, moved) == []
    works = {step.id: step.work for step in moved.steps}
    tokenizer, assembled = works["tokenizer"], works["assemble"]
    assert isinstance(tokenizer, TokenizerWork)
    assert isinstance(assembled, AssembleWork)
    assert (tokenizer.path, assembled.text_path, assembled.vision_path) == (
        "/m/llama",
        "/m/llama",
        None,
    )
    paths = [work for work in works.values() if isinstance(work, TrainWork | AssembleWork)]
    assert all(work.identity.model.text.path is None for work in paths)


def test_what_the_folders_hold_is(repository: Path) -> None:
    plan = plan_of(repository)
    other = plan_of(repository, text="x" * 64)
    assert changed(plan, other)[:3] == [
        "assemble",
        "evaluate.base.vqa-rad",
        "evaluate.base.pubmed-qa",
    ]
    assert "pack.align" not in changed(plan, other)
    assert changed(plan, plan_of(repository, tokenizer="x" * 64))[0] == "tokenizer"


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        (("model.tokenizer=null", "model.vocabulary=null"), "of its own tokenizer only"),
        (("model.tokenizer=null", "model.text.path=null"), "adds words to a given tokenizer"),
    ],
)
def test_words_need_the_tokenizer_that_they_are_of(
    sets: tuple[str, ...], message: str, repository: Path
) -> None:
    with pytest.raises(SpecError, match=message):
        plan_of(repository, *sets)


def test_a_stage_may_name_the_model_before_the_curriculum(repository: Path) -> None:
    plan = plan_of(repository, "curriculum.instruct.from={model: base}")
    assert plan.step("train.instruct").inputs["model"].step == "assemble"
