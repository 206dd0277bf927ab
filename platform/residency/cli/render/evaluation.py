"""Evaluation reports as a table: one row a figure, one block a stage."""

from __future__ import annotations

from collections.abc import Iterator

from residency.cli.evidence import Evaluation, evaluations, stage_of
from residency.cli.render import format as show
from residency.cli.render.tables import table
from residency.cli.shell import Shell
from residency.errors import UserError
from residency.plan.record import Metric
from residency.plan.work import Plan, StepKind

COLUMNS = ("stage", "benchmark", "group", "metric", ">value", ">95% interval", ">n")


def show_evaluation(shell: Shell, plan: Plan, stage: str | None, *, json: bool) -> None:
    """Print the reports of one stage, or of all. Raises UserError for an unknown stage."""
    states = [
        state
        for state in shell.facade.states(plan)
        if state.step.kind is StepKind.EVALUATE and stage in (None, stage_of(state.step.id))
    ]
    if not states:
        raise UserError(*_nothing(plan, stage))
    done = {state.step.id: state.record for state in states if state.record is not None}
    found = list(evaluations(shell.facade.store, done))
    if json:
        for one in found:
            shell.write_json({"stage": one.stage, **one.report.model_dump(mode="json")})
    elif found:
        shell.out.print(table(COLUMNS, _rows(found, whole=stage is not None)))
        _show_basis(shell, found)
    for state in states:
        if state.record is None:
            shell.err.print(f"{state.step.id}: not evaluated yet ({state.why}).")
    if len(done) < len(states):
        shell.err.print(f"To evaluate: residency run {plan.source}")


def _rows(found: list[Evaluation], *, whole: bool) -> Iterator[tuple[str, ...]]:
    for one in found:
        groups: list[tuple[str, tuple[Metric, ...]]] = [("all", one.report.metrics)]
        if whole:
            groups += [(group.name, group.metrics) for group in one.report.subgroups]
        for group, metrics in groups:
            for metric in metrics:
                yield one.stage, one.report.benchmark, group, *_cells(metric)


def _cells(metric: Metric) -> tuple[str, str, str, str]:
    known = metric.low is not None and metric.high is not None
    return (
        metric.name,
        show.value(metric.value),
        f"{metric.low:.3f}-{metric.high:.3f}" if known else "",
        "" if metric.n is None else str(metric.n),
    )


def _show_basis(shell: Shell, found: list[Evaluation]) -> None:
    """What the figures rest on, once for each benchmark."""
    for name in dict.fromkeys(one.report.benchmark for one in found):
        last = [one.report for one in found if one.report.benchmark == name][-1]
        shell.out.print(
            f"{name}: {last.n} held-out questions, {last.protocol.value}; "
            f"{last.unparsed} unparsed; the majority answer is {last.majority_answer!r}."
        )


def _nothing(plan: Plan, stage: str | None) -> tuple[str, str]:
    known = dict.fromkeys(
        stage_of(step.id) for step in plan.steps if step.kind is StepKind.EVALUATE
    )
    if stage is None:
        return "The pipeline evaluates nothing.", "Give a stage `evaluate: [BENCHMARK]`."
    return (
        f"--stage {stage}: no such stage is evaluated.",
        f"Evaluated stages: {', '.join(known) or 'none'}.",
    )
