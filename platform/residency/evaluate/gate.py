"""The gate: a report held against rules. What cannot be compared does not pass."""

from __future__ import annotations

from typing import Literal

from residency.evaluate.report import Report
from residency.plan.record import Metric
from residency.spec.base import SpecModel
from residency.spec.training import Compare, Gate, Rule

# Shares are ratios of small integers: this forgives the rounding of reference + margin only.
ROUNDING = 1e-12
_OWNERS = {
    Compare.BASELINE: "the model before training",
    Compare.STAGING: "the model in staging",
}


class RuleOutcome(SpecModel):
    """One rule: what was measured, what it was held against, and the verdict in words."""

    rule: Rule
    value: Metric | None = None
    reference: float | None = None
    passed: bool
    reason: str

    @property
    def title(self) -> str:
        """What the rule is about."""
        return _title(self.rule)


class Decision(SpecModel):
    """The verdict of a gate: passed when every rule did. Written as decision.json."""

    schema_version: Literal[1] = 1
    benchmark: str
    passed: bool
    rules: tuple[RuleOutcome, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it did not pass, a line a rule."""
        return tuple(outcome.reason for outcome in self.rules if not outcome.passed)


def decide(
    gate: Gate, report: Report | None, baseline: Report | None, staging: Report | None
) -> Decision:
    """Hold a report against a gate's rules.

    Fails closed: a metric, subgroup, report or reference that is missing, or that was scored by
    another protocol or on another benchmark, fails its rule, whose reason names what is missing.
    """
    references = {Compare.BASELINE: baseline, Compare.STAGING: staging}
    rules = tuple(
        _judge(rule, gate.benchmark, report, references.get(rule.compare)) for rule in gate.rules
    )
    return Decision(
        benchmark=gate.benchmark, passed=all(rule.passed for rule in rules), rules=rules
    )


def _judge(rule: Rule, benchmark: str, report: Report | None, other: Report | None) -> RuleOutcome:
    protocol = rule.protocol or (report.protocol.value if report else "")
    value = _look_up(rule, benchmark, protocol, report)
    if isinstance(value, str):
        return RuleOutcome(rule=rule, passed=False, reason=f"{_title(rule)}: the model {value}")
    if rule.compare is Compare.ABSOLUTE:
        return _compare(rule, value, 0.0)
    reference = _look_up(rule, benchmark, protocol, other)
    if isinstance(reference, str):
        reason = f"{_title(rule)}: {_OWNERS[rule.compare]} {reference}"
        return RuleOutcome(rule=rule, value=value, passed=False, reason=reason)
    return _compare(rule, value, reference.value)


def _look_up(rule: Rule, benchmark: str, protocol: str, report: Report | None) -> Metric | str:
    """The metric that a rule speaks of, or the words that say why there is none to compare."""
    if report is None:
        return f"has no report on {benchmark}"
    if report.benchmark != benchmark:
        return f"was measured on {report.benchmark}, not on {benchmark}"
    if report.protocol.value != protocol:
        return f"was scored by {report.protocol.value}, not by {protocol}"
    metric = report.metric(rule.metric, rule.subgroup)
    if metric is None or not metric.n:
        return "was not measured on it"
    return metric


def _compare(rule: Rule, value: Metric, reference: float) -> RuleOutcome:
    threshold = reference + rule.margin
    passed = value.value >= threshold - ROUNDING
    verdict = "at least" if passed else "below"
    owner = _OWNERS.get(rule.compare)
    terms = f" ({owner} has {reference:.3f}, margin {rule.margin:+.3f})" if owner else ""
    return RuleOutcome(
        rule=rule,
        value=value,
        reference=reference,
        passed=passed,
        reason=f"{_title(rule)}: {value.value:.3f} is {verdict} {threshold:.3f}{terms}",
    )


def _title(rule: Rule) -> str:
    return f"{rule.metric} of {rule.subgroup}" if rule.subgroup else rule.metric
