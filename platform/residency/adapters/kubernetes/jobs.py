"""Which steps share a RayJob: a heavy step has one, a light one joins its neighbour's.

Gate and register run at the end of the job that evaluates; the tokenizer at the start of the
first pack, a model that is assembled at the start of the first job that reads it. A cluster of
their own would take longer to start than they take.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from residency.plan.work import Plan, Step, StepKind

HEAVY: Final = frozenset(
    {StepKind.INGEST, StepKind.DECONTAMINATE, StepKind.PACK, StepKind.TRAIN, StepKind.EVALUATE}
)


@dataclass(frozen=True, slots=True)
class Job:
    """Steps that run one after the other in one Ray cluster, shaped for `main`."""

    main: Step
    steps: tuple[Step, ...]

    def starting_at(self, step: Step) -> Job:
        """The rest of the job, from one of its steps on."""
        rest = self.steps[[s.id for s in self.steps].index(step.id) :]
        return Job(self.main if self.main in rest else step, rest)

    @property
    def after(self) -> tuple[str, ...]:
        """Steps of other jobs that must be done before one of these."""
        own = {step.id for step in self.steps}
        return tuple(sorted({name for step in self.steps for name in step.after} - own))


def jobs(plan: Plan) -> tuple[Job, ...]:
    """The jobs of a plan, in the plan's order."""
    hosts = {step.id: _host(plan, step) for step in plan.steps}
    return tuple(
        Job(main, tuple(step for step in plan.steps if hosts[step.id] == main.id))
        for main in plan.steps
        if hosts[main.id] == main.id
    )


def job_of(plan: Plan, step: Step) -> Job:
    """The job that a step belongs to."""
    return next(job for job in jobs(plan) if step.id in {own.id for own in job.steps})


def _host(plan: Plan, step: Step) -> str:
    """The id of the heavy step in whose job a step runs; its own where there is none."""
    if step.kind in HEAVY:
        return step.id
    if step.kind is StepKind.TOKENIZER:
        packs = (s for s in plan.steps if s.kind is StepKind.PACK and step.id in s.after)
        return next(packs, step).id
    if step.kind is StepKind.ASSEMBLE:
        return next((s for s in plan.steps if step.id in s.after), step).id
    before = [s for s in plan.steps if s.id in step.after]
    return _host(plan, before[-1]) if before else step.id
