"""How many parameters each stage trains. The one place of the command line that imports torch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from residency.plan.resolve import DEFAULT_VOCABULARY
from residency.spec.pipeline import Pipeline
from residency.spec.training import TrainRecipe


@dataclass(frozen=True, slots=True)
class Trained:
    """Of one stage."""

    stage: str
    trained: int
    total: int
    parts: Mapping[str, int]  # trained, by part of the model

    @property
    def share(self) -> float:
        """What part of the model moves."""
        return self.trained / self.total if self.total else 0.0


def trained_parameters(pipeline: Pipeline) -> tuple[Trained, ...]:
    """One entry a training job, counted on the meta device. Raises NotSupportedYet, SpecError."""
    from residency.model.count import count_parameters

    recipes = dict(_recipes(pipeline))
    # Tiling cuts images, and has no parameters: a recipe with it is counted, if not yet run.
    model = pipeline.spec.model.model_copy(update={"tiling": None})
    tables = count_parameters(
        model,
        [recipe.train for recipe in recipes.values()],
        model.vocabulary.size or DEFAULT_VOCABULARY,
    )
    return tuple(
        Trained(
            stage=name,
            trained=one.trained,
            total=one.total,
            parts={row.part.value: row.trained for row in one.parts if row.trained},
        )
        for name, one in zip(recipes, tables, strict=True)
    )


def _recipes(pipeline: Pipeline) -> Iterator[tuple[str, TrainRecipe]]:
    if pipeline.spec.base is not None:
        yield "base", pipeline.spec.base
    for stage in pipeline.spec.curriculum:
        yield stage.name, stage
