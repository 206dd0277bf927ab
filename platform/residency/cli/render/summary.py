"""What a run did: each step's time and figures, the gates, and the model."""

from __future__ import annotations

from rich.text import Text

from residency.cli.evidence import Verdict, verdicts
from residency.cli.render import format as show
from residency.cli.render.figures import key_figures, seconds_of
from residency.cli.render.phases import CACHED, CACHED_STYLE
from residency.cli.render.tables import table
from residency.cli.shell import Shell
from residency.flow.runner import RunSummary
from residency.plan.record import Record
from residency.plan.work import Plan, StepKind


def show_summary(shell: Shell, plan: Plan, summary: RunSummary) -> None:
    """The table of steps, each gate's decision, and the model version."""
    cached = set(summary.cached)
    shell.out.print(
        table(
            ("step", ">time", "", "key figures"),
            (
                _row(step.id, summary.records[step.id], cached=step.id in cached)
                for step in plan.steps
                if step.id in summary.records
            ),
        )
    )
    for verdict in verdicts(shell.facade.store, summary.records):
        show_verdict(shell, verdict)
    ran = len(summary.records) - len(cached)
    shell.out.print(f"{ran} steps ran, {len(cached)} cached, in {show.duration(summary.seconds)}.")
    if ran > 1:
        shell.out.print("Steps overlap: a job's time includes its wait for what came before it.")
    model = registered(plan, summary)
    if model is not None:
        shell.out.print(f"Registered: {key_figures(model)}")


def show_verdict(shell: Shell, verdict: Verdict) -> None:
    """One gate: passed or not, then a line a rule."""
    passed = verdict.decision.passed
    shell.out.print(
        Text.assemble(
            f"Gate after {verdict.stage}: ",
            ("passed", "bold green") if passed else ("rejected", "bold yellow"),
        )
    )
    for outcome in verdict.decision.rules:
        shell.out.print(f"  {'ok ' if outcome.passed else 'no '} {outcome.reason}")


def summary_facts(shell: Shell, plan: Plan, summary: RunSummary) -> dict[str, object]:
    """The same for programs: the `summary` event's fields."""
    model = registered(plan, summary)
    return {
        "pipeline": plan.pipeline,
        "run": summary.run,
        "seconds": round(summary.seconds, 3),
        "ran": [name for name in summary.records if name not in summary.cached],
        "cached": list(summary.cached),
        "gates": {
            one.stage: one.decision.passed for one in verdicts(shell.facade.store, summary.records)
        },
        "model": dict(model.notes) if model else None,
    }


def registered(plan: Plan, summary: RunSummary) -> Record | None:
    """The record of the registration; None where the plan has none."""
    steps = (step.id for step in plan.steps if step.kind is StepKind.REGISTER)
    return next((summary.records[name] for name in steps if name in summary.records), None)


def _row(step: str, record: Record, *, cached: bool) -> tuple[str, str, Text, str]:
    state = Text(CACHED, CACHED_STYLE) if cached else Text("run")
    return step, show.duration(seconds_of(record)), state, key_figures(record)
