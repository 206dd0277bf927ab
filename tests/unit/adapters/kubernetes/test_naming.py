"""Names fit what the cluster takes, and differ where what they name differs."""

import re
from collections.abc import Callable

import pytest

from residency.adapters.kubernetes.naming import fit, job_name, pod_labels
from residency.plan.work import Plan

DNS_LABEL = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
LABEL_VALUE = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")
LONG = "a-dataset-with-a-name-of-forty-lettersss"


def test_a_name_says_pipeline_kind_and_name(plan: Plan) -> None:
    names = {step.id: job_name(plan, step) for step in plan.steps}
    assert names["ingest.pydicom"] == "quickstart-ingest-pydicom"
    assert names["base"] == "quickstart-train-base"
    assert names["evaluate.instruct.heldout"] == "quickstart-evaluate-instruct-heldout"


@pytest.mark.parametrize("attempt", ["", "20261123T101500-ab12"])
@pytest.mark.parametrize(
    "recipe", ["medgpt_oss/20b.yaml", "openmedq/7b.yaml", "healthgpt/l14.yaml"]
)
def test_names_are_unique_dns_labels_of_at_most_47_letters(
    plan_of: Callable[..., Plan], recipe: str, attempt: str
) -> None:
    plan = plan_of(recipe)
    names = [job_name(plan, step, attempt) for step in plan.steps]
    assert len(set(names)) == len(names)
    for name in names:
        assert len(name) <= 47
        assert DNS_LABEL.fullmatch(name)


def test_a_long_name_keeps_its_beginning_and_a_hash_of_the_whole() -> None:
    assert fit(LONG, 40) == LONG
    assert fit(LONG, 30).startswith("a-dataset-with-a-name-")
    assert len(fit(LONG, 30)) <= 30
    assert fit(LONG + "x", 30) != fit(LONG + "y", 30)


def test_a_name_starts_with_a_letter(plan: Plan) -> None:
    numbered = plan.model_copy(update={"pipeline": "20b"})
    assert job_name(numbered, numbered.steps[0]) == "p-20b-ingest-pydicom"


def test_each_attempt_has_a_name_of_its_own(plan: Plan) -> None:
    step = plan.step("train.align")
    assert job_name(plan, step, "one") != job_name(plan, step, "two")
    assert job_name(plan, step, "one").startswith("quickstart-train-align-")


def test_labels_are_label_values(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("quickstart/pipeline.yaml")
    labels = pod_labels(plan, plan.step("evaluate.instruct.heldout"))
    assert all(LABEL_VALUE.fullmatch(value) for value in labels.values())
    assert (
        labels["residency.dev/fingerprint"]
        == (plan.step("evaluate.instruct.heldout").fingerprint[:12])
    )


def test_our_labels_win_over_the_persons(plan: Plan) -> None:
    own = plan.model_copy(update={"labels": {"team": "x", "residency.dev/tenant": "other"}})
    labels = pod_labels(own, own.steps[0])
    assert (labels["team"], labels["residency.dev/tenant"]) == ("x", "local")
