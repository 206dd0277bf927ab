"""Where pipelines stand: their runs, the steps of the latest, and their models."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence

from residency.cli.facade import Facade, RunView
from residency.cli.models import registered_name
from residency.cli.render.figures import key_figures
from residency.cli.render.tables import short_time, table
from residency.cli.render.tracking import show_waiting
from residency.cli.shell import Shell
from residency.errors import UserError
from residency.flow.execute import earlier_attempts
from residency.flow.state import StepState
from residency.plan import layout
from residency.plan.record import Attempt, Outcome
from residency.plan.work import Plan


def show_status(shell: Shell, pipeline: str | None, *, json: bool) -> None:
    """Print the runs; of one pipeline also the steps of its latest run and its models."""
    runs = sorted(shell.facade.runs(pipeline), key=lambda run: run.start)
    if pipeline is not None and not runs:
        known = sorted({run.pipeline for run in shell.facade.runs(None)})
        raise UserError(
            f"No run of the pipeline {pipeline!r} is known in {shell.facade.store.url}.",
            f"There is: {', '.join(known) or 'none yet; residency run FILE starts one'}.",
        )
    if json:
        _write(shell, runs)
        return
    if not runs:
        shell.out.print("Nothing has run yet. Start with: residency init, or residency demo")
        return
    shell.out.print(
        table(("pipeline", "run", "started", "outcome", "by"), map(_run_row, runs[-10:]))
    )
    for name in sorted({run.pipeline for run in runs}):
        latest = [run for run in runs if run.pipeline == name][-1]
        plan = shell.facade.read_plan(latest.plan)
        if pipeline is not None:
            _show_steps(shell, plan)
        _show_models(shell, plan)
    show_waiting(shell)


def _run_row(run: RunView) -> tuple[str, str, str, str, str]:
    return run.pipeline, run.id, short_time(run.start), run.outcome, run.submitter


def _show_steps(shell: Shell, plan: Plan) -> None:
    states = shell.facade.states(plan)
    shell.out.print(
        table(
            ("step", "state", ">attempts", "what it gave, or its last words"),
            (_step_row(shell, plan, state) for state in states),
        )
    )


def _step_row(shell: Shell, plan: Plan, state: StepState) -> tuple[str, str, str, str]:
    if state.record is not None:
        tries = state.record.attempts
        return state.step.id, "done", str(len(tries)), key_figures(state.record)
    tries = tuple(earlier_attempts(shell.facade.store, plan, state.step, ""))
    if not tries:
        return state.step.id, "to do", "0", state.why
    last = tries[-1]
    log = f"{layout.attempt_folder(plan.tenant, state.step, last.id)}/{layout.LOG}"
    told = f"{last.message}\n{log}" if last.message else log
    return state.step.id, _outcome(last), str(len(tries)), told


def _outcome(attempt: Attempt) -> str:
    """An attempt without an end was lost, unless its process lives on this machine."""
    if attempt.outcome is not Outcome.LOST or attempt.node != platform.node():
        return attempt.outcome.value
    try:
        os.kill(attempt.pid, 0)
    except ProcessLookupError:
        return attempt.outcome.value
    except PermissionError:
        pass
    return Outcome.RUNNING.value


def _show_models(shell: Shell, plan: Plan) -> None:
    model = registered_name(plan)
    versions = shell.facade.versions(model) if model else ()
    if not model or not versions:
        return
    shell.out.print(
        table(
            ("model", ">version", "digest", "aliases", "approved by"),
            (
                (
                    model,
                    one.version,
                    one.digest[:12],
                    ", ".join(one.aliases),
                    _approvers(shell.facade, model, one.digest),
                )
                for one in versions
            ),
        )
    )


def _approvers(facade: Facade, model: str, digest: str) -> str:
    return ", ".join(
        f"{one.person} ({short_time(one.time)})" for one in facade.approvals(model, digest)
    )


def _write(shell: Shell, runs: Sequence[RunView]) -> None:
    """One object a run, one of what tracking waits for, then one a step and a model version."""
    latest = {run.pipeline: run.plan for run in runs}
    for run in runs:
        shell.write_json(
            {
                "run": run.id,
                "pipeline": run.pipeline,
                "start": run.start,
                "end": run.end,
                "outcome": run.outcome,
                "submitter": run.submitter,
            }
        )
    left = shell.facade.waiting
    shell.write_json({"tracking": {"waiting": left.calls, "refused": left.refused}})
    for pipeline, key in latest.items():
        plan = shell.facade.read_plan(key)
        for state in shell.facade.states(plan):
            shell.write_json(_step_facts(shell, pipeline, plan, state))
        model = registered_name(plan)
        for one in shell.facade.versions(model) if model else ():
            people = [word.person for word in shell.facade.approvals(one.name, one.digest)]
            shell.write_json(
                {
                    "model": one.name,
                    "version": one.version,
                    "digest": one.digest,
                    "aliases": list(one.aliases),
                    "approvedBy": people,
                }
            )


def _step_facts(shell: Shell, pipeline: str, plan: Plan, state: StepState) -> dict[str, object]:
    step, name, attempts, _ = _step_row(shell, plan, state)
    return {"pipeline": pipeline, "step": step, "state": name, "attempts": int(attempts)}
