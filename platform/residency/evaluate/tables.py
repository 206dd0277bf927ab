"""Tables for people: the figures, the predictions with their images, the gate's rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from residency.evaluate.gate import Decision, RuleOutcome
from residency.evaluate.question import Scored
from residency.evaluate.report import Report
from residency.plan.record import Metric
from residency.ports import Table


def report_table(report: Report) -> Table:
    """One row a metric, of all questions first, then of each subgroup."""
    groups: list[tuple[str, tuple[Metric, ...]]] = [("all", report.metrics)]
    groups += [(group.name, group.metrics) for group in report.subgroups]
    return Table(
        name="report",
        columns=("group", "metric", "value", "low", "high", "n", "protocol"),
        rows=tuple(
            (group, one.name, one.value, one.low, one.high, one.n, one.protocol)
            for group, metrics in groups
            for one in metrics
        ),
    )


def predictions_table(scored: Sequence[Scored], images: Mapping[str, bytes]) -> Table:
    """One row a question; `images` holds the first image (PNG) of a sample by its id."""
    columns = "image question answer prediction correct unparsed kind modality sample_id"
    return Table(
        name="predictions",
        columns=tuple(columns.split()),
        rows=tuple(
            (
                images.get(one.question.sample_id),
                one.question.text,
                " or ".join((one.question.answer, *one.question.alternatives)),
                one.prediction.text,
                one.correct,
                one.unparsed,
                one.question.kind,
                one.question.modality,
                one.question.sample_id,
            )
            for one in scored
        ),
    )


def decision_table(decision: Decision) -> Table:
    """One row a rule of the gate."""
    columns = "rule compare value low high n reference margin passed reason"
    return Table(
        name="gate",
        columns=tuple(columns.split()),
        rows=tuple(_rule_row(outcome) for outcome in decision.rules),
    )


def _rule_row(outcome: RuleOutcome) -> tuple[str | int | float | None, ...]:
    value = outcome.value
    return (
        outcome.title,
        outcome.rule.compare.value,
        value.value if value else None,
        value.low if value else None,
        value.high if value else None,
        value.n if value else None,
        outcome.reference,
        outcome.rule.margin,
        outcome.passed,
        outcome.reason,
    )
