"""A plan: its steps, what each stage trains, and where all is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml
from rich.text import Text

from residency.cli.render import format as show
from residency.cli.render.budget import budget_tables
from residency.cli.render.budget_facts import budget_facts
from residency.cli.render.figures import key_figures
from residency.cli.render.lines import show_line
from residency.cli.render.parameters import Trained, trained_parameters
from residency.cli.render.priced import Priced
from residency.cli.render.tables import table
from residency.cli.shell import Shell
from residency.flow.state import StepState
from residency.plan.layout import step_folder
from residency.plan.work import Plan

Stages = Sequence[Priced] | str
"""The training jobs with what they cost, or why that cannot be said."""


def show_plan(shell: Shell, plan: Plan, stages: Stages, output: str) -> None:
    """Print it as `output` says: table, json or yaml."""
    states = shell.facade.states(plan)
    if output == "table":
        _show_table(shell, plan, states, stages)
        return
    whole = {**plan_facts(shell, plan, states), **_stage_facts(stages)}
    if output == "json":
        shell.write_json(whole)
    else:
        shell.write(yaml.safe_dump(whole, sort_keys=False))


def plan_facts(shell: Shell, plan: Plan, states: Sequence[StepState]) -> dict[str, object]:
    """The plan for programs."""
    return {
        "pipeline": plan.pipeline,
        "tenant": plan.tenant,
        "source": plan.source,
        "store": shell.facade.store.url,
        "overrides": dict(plan.overrides),
        "steps": [step_facts(plan, state) for state in states],
        "unsupported": list(plan.unsupported),
    }


def step_facts(plan: Plan, state: StepState) -> dict[str, object]:
    """One step for programs."""
    record = state.record
    return {
        "step": state.step.id,
        "kind": state.step.kind.value,
        "fingerprint": state.step.fingerprint,
        "cached": record is not None,
        "why": state.why,
        "after": list(state.step.after),
        "folder": step_folder(plan.tenant, state.step),
        "metrics": [one.model_dump(mode="json") for one in record.metrics] if record else [],
        "outputs": {one.name: one.uri for one in record.outputs} if record else {},
    }


def _show_table(shell: Shell, plan: Plan, states: Sequence[StepState], stages: Stages) -> None:
    todo = sum(state.record is None for state in states)
    shell.out.print(
        Text.assemble(
            (plan.pipeline, "bold"),
            f" from {plan.source}: ",
            f"{len(states)} steps, {len(states) - todo} cached, {todo} to run",
        )
    )
    for path, value in plan.overrides.items():
        shell.out.print(f"  --set {path}={value}")
    shell.out.print(table(("step", "state", "why, or what it gave"), map(_row, states)))
    _show_stages(shell, stages)
    _show_places(shell, plan)


def _row(state: StepState) -> tuple[str, Text, str]:
    if state.record is None:
        return state.step.id, Text("run", style="bold"), state.why
    return state.step.id, Text("cached", style="cyan"), key_figures(state.record)


def _show_stages(shell: Shell, stages: Stages) -> None:
    if isinstance(stages, str):
        show_line(shell.out, f"Parameters and memory: cannot be counted. {stages}")
        return
    counted = trained_parameters(tuple(one.plan for one in stages))
    shell.out.print(
        table(
            ("training", ">trained", ">of", ">share", "parts", "frozen"),
            map(_parameters_row, counted),
        )
    )
    for part in budget_tables(stages, shell.out.width):
        if isinstance(part, str):
            show_line(shell.out, part)
        else:
            shell.out.print(part)


def _stage_facts(stages: Stages) -> dict[str, object]:
    if isinstance(stages, str):
        return {"parameters": None, "budget": None}
    counted = trained_parameters(tuple(one.plan for one in stages))
    parameters = [
        {
            "stage": one.stage,
            "trained": one.trained,
            "total": one.total,
            "parts": dict(one.parts),
            "frozen": dict(one.frozen),
        }
        for one in counted
    ]
    return {"parameters": parameters, "budget": budget_facts(stages)}


def _parameters_row(one: Trained) -> tuple[str, ...]:
    counts = (show.count(one.trained), show.count(one.total), f"{one.share:.1%}")
    return one.stage, *counts, _by_part(one.parts), _by_part(one.frozen)


def _by_part(parts: Mapping[str, int]) -> str:
    return ", ".join(f"{part} {show.count(number)}" for part, number in parts.items())


def _show_places(shell: Shell, plan: Plan) -> None:
    facade = shell.facade
    shell.out.print(f"store    {facade.store.url}")
    shell.out.print(f"steps    {plan.tenant}/KIND/NAME/FINGERPRINT, each with its record.json")
    database = facade.tracking.database
    place = facade.tracking.uri if database is None else f"{database.parent}  (residency ui)"
    shell.out.print(f"MLflow   {place}")
