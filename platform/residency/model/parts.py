"""The named parts of a model, and the globs of a stage that choose among them. No torch.

A parameter has a path that starts with its part:

    vision.<...>       the vision tower              model.vision_tower.*
    projector.<...>    vision features to words      model.multi_modal_projector.*
    language.<...>     the text model                model.language_model.*, lm_head.*
      language.embeddings.<...>, language.head.<...> are also known as `embeddings` and `head`
    adapters.NAME.<path of a layer>.lora_A, .lora_B  a low-rank adapter beside that layer

peft puts an adapted layer below `base_layer` of its own module; paths do not show that, so that a
weight has one path with and without adapters. The adapters of a block's packed experts share
the block's path. Which paths a glob chooses is said in residency.plan.choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from residency.errors import SpecError
from residency.plan.choice import chosen, is_chosen
from residency.spec.training import Part

_PREFIXES: tuple[tuple[str, Part, str], ...] = (
    ("model.vision_tower.", Part.VISION, "vision."),
    ("model.multi_modal_projector.", Part.PROJECTOR, "projector."),
    ("model.language_model.embed_tokens.", Part.EMBEDDINGS, "language.embeddings."),
    ("lm_head.", Part.HEAD, "language.head."),
    ("model.language_model.", Part.LANGUAGE, "language."),
)
_ADAPTED = re.compile(r"(?P<layer>.+)\.(?P<matrix>lora_[AB])\.(?P<name>[^.]+)\.weight")
_BASE = ".base_layer"


def part_of(parameter: str) -> Part:
    """The part that a parameter belongs to."""
    return _place(parameter)[0]


def path_of(parameter: str) -> str:
    """The parameter's name as a recipe's globs see it."""
    return _place(parameter)[1]


def adapter_of(parameter: str) -> str | None:
    """The adapter that a parameter belongs to; None for a weight of the model itself."""
    adapted = _ADAPTED.fullmatch(parameter)
    return adapted["name"] if adapted else None


def bare_name(parameter: str) -> str:
    """The name that a weight has in a model without adapters."""
    return parameter.replace(_BASE, "")


def is_trained(parameter: str, globs: Iterable[str]) -> bool:
    """Whether one of a stage's globs chooses the parameter."""
    path = path_of(parameter)
    return any(is_chosen(path, glob) for glob in globs)


def check_globs(parameters: Iterable[str], globs: Iterable[str]) -> None:
    """Raise SpecError for a glob that chooses nothing: a typing error would freeze a part."""
    chosen(map(path_of, parameters), tuple(globs))


def _place(parameter: str) -> tuple[Part, str]:
    bare = bare_name(parameter)
    adapted = _ADAPTED.fullmatch(bare)
    if adapted:
        _, layer = _place(f"{adapted['layer']}.")
        return Part.ADAPTERS, f"adapters.{adapted['name']}.{layer}{adapted['matrix']}"
    for prefix, part, path in _PREFIXES:
        if bare.startswith(prefix):
            return part, path + bare.removeprefix(prefix)
    raise SpecError(
        f"Parameter {parameter} belongs to no known part of a model.",
        "Add its prefix to residency.model.parts.",
    )
