import pytest

from residency.evaluate.gate import Decision, decide
from residency.evaluate.report import Report, Subgroup
from residency.plan.record import Metric
from residency.spec.training import Compare, Gate, Protocol, Rule


def report(value: float, **changes: object) -> Report:
    metric = Metric(
        name="exact_match", value=value, protocol="strict-exact-match", n=100, low=0.4, high=0.6
    )
    base = Report(
        benchmark="heldout",
        protocol=Protocol.STRICT_EXACT_MATCH,
        n=100,
        unparsed=0,
        metrics=(metric,),
        subgroups=(Subgroup(name="modality=CT", metrics=(metric,)),),
    )
    return base.model_copy(update=changes)


def gate(**rule: object) -> Gate:
    rule = {"metric": "exact_match", "compare": Compare.ABSOLUTE, **rule}
    return Gate(benchmark="heldout", rules=(Rule.model_validate(rule),))


def only_reason(decision: Decision) -> str:
    assert not decision.passed
    (reason,) = decision.reasons
    return reason


def test_absolute_holds_at_the_margin_itself() -> None:
    assert decide(gate(margin=0.5), report(0.5), None, None).passed
    assert only_reason(decide(gate(margin=0.51), report(0.5), None, None)) == (
        "exact_match: 0.500 is below 0.510"
    )


def test_a_sum_that_floats_round_up_still_holds() -> None:
    rule = gate(compare=Compare.BASELINE, margin=0.2)
    assert decide(rule, report(0.3), report(0.1), None).passed  # 0.1 + 0.2 > 0.3


@pytest.mark.parametrize(
    ("compare", "owner"),
    [(Compare.BASELINE, "the model before training"), (Compare.STAGING, "the model in staging")],
)
def test_a_missing_reference_fails_closed_by_name(compare: Compare, owner: str) -> None:
    decision = decide(gate(compare=compare), report(0.9), None, None)
    assert only_reason(decision) == f"exact_match: {owner} has no report on heldout"
    assert decision.rules[0].value == report(0.9).metrics[0]


def test_each_comparison_uses_its_own_reference() -> None:
    rule = gate(compare=Compare.STAGING, margin=0.1)
    assert decide(rule, report(0.5), report(0.9), report(0.4)).passed
    assert not decide(rule, report(0.5), report(0.1), report(0.45)).passed


def test_a_missing_metric_or_subgroup_fails_closed_by_name() -> None:
    assert only_reason(decide(gate(metric="bleu"), report(0.9), None, None)) == (
        "bleu: the model was not measured on it"
    )
    assert only_reason(decide(gate(subgroup="modality=US"), report(0.9), None, None)) == (
        "exact_match of modality=US: the model was not measured on it"
    )
    assert decide(gate(subgroup="modality=CT", margin=0.9), report(0.9), None, None).passed


def test_another_protocol_fails_closed_on_either_side() -> None:
    assert only_reason(decide(gate(protocol="bleu-1"), report(0.9), None, None)) == (
        "exact_match: the model was scored by strict-exact-match, not by bleu-1"
    )
    other = report(0.1, protocol=Protocol.BLEU1)
    decision = decide(gate(compare=Compare.BASELINE), report(0.9), other, None)
    assert only_reason(decision) == (
        "exact_match: the model before training was scored by bleu-1, not by strict-exact-match"
    )


def test_another_benchmark_and_no_report_fail_closed() -> None:
    elsewhere = report(0.9, benchmark="other")
    assert "was measured on other, not on heldout" in only_reason(
        decide(gate(), elsewhere, None, None)
    )
    assert "the model has no report" in only_reason(decide(gate(), None, None, None))


def test_all_rules_must_hold_and_each_is_recorded() -> None:
    rules = (*gate(margin=0.1).rules, *gate(margin=0.8).rules)
    decision = decide(Gate(benchmark="heldout", rules=rules), report(0.5), None, None)
    assert [rule.passed for rule in decision.rules] == [True, False]
    assert not decision.passed


def test_a_decision_survives_json() -> None:
    decision = decide(gate(margin=0.1), report(0.5), None, None)
    assert Decision.model_validate_json(decision.model_dump_json(by_alias=True)) == decision
