"""From what a person types to a model's name, and to one of its versions."""

from __future__ import annotations

from residency.cli.facade import Facade
from residency.errors import UserError
from residency.plan.work import Plan, RegisterWork
from residency.ports import ModelVersion


def registered_name(plan: Plan) -> str | None:
    """The name under which a plan registers its model; None where it registers none."""
    for step in plan.steps:
        if isinstance(step.work, RegisterWork):
            return step.work.identity.model_name
    return None


def find_model(facade: Facade, name: str) -> str:
    """The model that a pipeline of that name registered last; else the name is a model's own."""
    for run in sorted(facade.runs(name), key=lambda one: one.start, reverse=True):
        registers = registered_name(facade.read_plan(run.plan))
        if registers is not None:
            return registers
    return name


def find_version(facade: Facade, model: str, version: str | None) -> ModelVersion:
    """A version of a model, the newest by default. Raises UserError, naming what there is."""
    known = facade.versions(model)
    if not known:
        raise UserError(
            f"{model!r} is neither a model nor a pipeline that registered one.",
            "A model is registered at the end of residency run; residency status lists them.",
        )
    wanted = [one for one in known if version in (None, one.version)]
    if not wanted:
        raise UserError(
            f"{model} has no version {version}.",
            f"Versions: {', '.join(one.version for one in known)}.",
        )
    return wanted[-1]
