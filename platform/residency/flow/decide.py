"""The next actions of a run: a pure function of the plan, what is done, and what is going on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from residency.plan.work import Plan, Step, StepKind, TrainWork
from residency.ports import Phase, Status


@dataclass(frozen=True, slots=True)
class Start:
    """Have a step run. `early`: its launch overlaps what precedes it, and it waits for that."""

    step: Step
    early: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What to start now, and whether the run is at its end."""

    starts: tuple[Start, ...]
    failed: tuple[str, ...]
    finished: bool


def decide(
    plan: Plan, done: Collection[str], statuses: Mapping[str, Status], *, overlap: bool
) -> Decision:
    """What follows from where the steps are.

    `done` are steps with a record; `statuses` those that were started in this run, by step id.
    After a failure nothing new starts, and the run ends once nothing is running.
    """
    failed = tuple(
        step_id
        for step_id, status in statuses.items()
        if step_id not in done and status.ended and status.phase is not Phase.DONE
    )
    running = {step_id for step_id, status in statuses.items() if not status.ended}
    if failed:
        waiting = _waiting_for(plan, failed)
        return Decision((), failed, finished=not (running - waiting))
    starts = _starts(plan, done, statuses, overlap)
    finished = all(step.id in done for step in plan.steps)
    return Decision(tuple(starts), failed, finished)


def _starts(
    plan: Plan, done: Collection[str], statuses: Mapping[str, Status], overlap: bool
) -> list[Start]:
    starts = []
    for step in plan.steps:
        if step.id in done or step.id in statuses:
            continue
        missing = [before for before in step.after if before not in done]
        if not missing:
            starts.append(Start(step))
        elif overlap and _may_start_early(plan, step, missing, statuses):
            starts.append(Start(step, early=True))
    return starts


def _may_start_early(
    plan: Plan, step: Step, missing: Collection[str], statuses: Mapping[str, Status]
) -> bool:
    """A training job may launch while the training and packing before it are at work.

    Not while they are being launched themselves, which would only slow them down: a step that
    has a heartbeat has begun to work. So one waits at a time, and the next is soon enough.
    """
    if not isinstance(step.work, TrainWork) or step.work.resources.gpus:
        return False  # GPUs are not shared: Ray would wait for the job before, and give up
    for before in missing:
        status = statuses.get(before)
        if status is None or status.phase is not Phase.RUNNING:
            return False
        kind = plan.step(before).kind
        if kind is not StepKind.PACK and not (kind is StepKind.TRAIN and status.heartbeat):
            return False
    return True


def _waiting_for(plan: Plan, failed: Collection[str]) -> set[str]:
    """All steps that come after a failed one, however far."""
    reached = set(failed)
    for step in plan.steps:
        if reached & set(step.after):
            reached.add(step.id)
    return reached - set(failed)
