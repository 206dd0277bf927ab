"""What each stage trains and needs. The one place of the command line that imports torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from residency.plan.resolve import DEFAULT_VOCABULARY
from residency.plan.work import Plan, TrainWork
from residency.spec.pipeline import Pipeline

if TYPE_CHECKING:
    from residency.plan.budget import StagePlan


@dataclass(frozen=True, slots=True)
class Trained:
    """Of one stage."""

    stage: str
    trained: int
    total: int
    parts: Mapping[str, int]  # trained, by part of the model
    frozen: Mapping[str, int]  # the same of those that stay as they are

    @property
    def share(self) -> float:
        """What part of the model moves."""
        return self.trained / self.total if self.total else 0.0


def stage_plans(pipeline: Pipeline, plan: Plan, gpus: int | None = None) -> tuple[StagePlan, ...]:
    """One a training job of a plan, its model built on the meta device.

    `gpus` stands in for every stage's number of workers, with a micro-batch that goes with it.
    Raises SpecError where the recipe lacks a dimension.
    """
    # Imported here: transformers and torch take seconds, which no other command should.
    from residency.model.shape import model_shapes
    from residency.plan.budget import StagePlan, for_gpus

    works = {step.name: step.work for step in plan.steps if isinstance(step.work, TrainWork)}
    model = pipeline.spec.model
    vocabulary = None
    if model.tokenizer.path is None:
        vocabulary = model.vocabulary.size or DEFAULT_VOCABULARY
    trained = [work.identity.train for work in works.values()]
    shapes = model_shapes(model, trained, vocabulary)
    plans = (
        StagePlan(name, shape, works[name]) for name, shape in zip(works, shapes, strict=True)
    )
    return tuple(one if gpus is None else for_gpus(one, gpus) for one in plans)


def trained_parameters(stages: tuple[StagePlan, ...]) -> tuple[Trained, ...]:
    """One entry a training job."""
    return tuple(
        Trained(
            stage=one.stage,
            trained=one.shape.trained,
            total=one.shape.total,
            parts={part: own for part, (_, own) in one.shape.by_part.items() if own},
            frozen={part: n - own for part, (n, own) in one.shape.by_part.items() if n > own},
        )
        for one in stages
    )
