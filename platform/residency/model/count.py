"""Parameter counts of a recipe's model, built on the meta device: no memory, no weights."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from residency.model.build import build_config, unloaded_model
from residency.model.freeze import FreezeTable, tabulate
from residency.model.parts import check_globs
from residency.spec.model import Model


def count_parameters(
    model: Model, stages: Sequence[Sequence[str]], vocabulary: int | None = None
) -> tuple[FreezeTable, ...]:
    """One table a stage, from the globs that it trains.

    `vocabulary` stands in where neither the recipe's dimensions nor a tokenizer say it yet (a
    tokenizer that the run itself will train). Raises NotSupportedYet and SpecError as building.
    """
    text = model.text.config
    if vocabulary is not None and text is not None and text.vocabulary_size is None:
        sized = text.model_copy(update={"vocabulary_size": vocabulary})
        model = model.model_copy(update={"text": model.text.model_copy(update={"config": sized})})
    with torch.device("meta"):
        built = unloaded_model(build_config(model))
    sizes = {name: parameter.numel() for name, parameter in built.named_parameters()}
    for globs in stages:
        check_globs(sizes, globs)
    return tuple(tabulate(sizes, globs) for globs in stages)
