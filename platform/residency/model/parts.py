"""The named parts of a model, and the globs of a stage that choose among them. No torch.

A parameter has a path that starts with its part:

    vision.<...>       the vision tower              model.vision_tower.*
    projector.<...>    vision features to words      model.multi_modal_projector.*
    language.<...>     the text model                model.language_model.*, lm_head.*
      language.embeddings.<...>, language.head.<...> are also known as `embeddings` and `head`
    adapters.<...>     low-rank plug-ins

A glob chooses a parameter when it matches the path, or names the part: `language` and
`language.*` mean all of the text model, `embeddings` its embeddings alone, `*` everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from residency.errors import SpecError
from residency.spec.training import Part

_PREFIXES: tuple[tuple[str, Part, str], ...] = (
    ("model.vision_tower.", Part.VISION, "vision."),
    ("model.multi_modal_projector.", Part.PROJECTOR, "projector."),
    ("model.language_model.embed_tokens.", Part.EMBEDDINGS, "language.embeddings."),
    ("lm_head.", Part.HEAD, "language.head."),
    ("model.language_model.", Part.LANGUAGE, "language."),
)


def part_of(parameter: str) -> Part:
    """The part that a parameter belongs to."""
    return _place(parameter)[0]


def path_of(parameter: str) -> str:
    """The parameter's name as a recipe's globs see it."""
    return _place(parameter)[1]


def is_trained(parameter: str, globs: Iterable[str]) -> bool:
    """Whether one of a stage's globs chooses the parameter."""
    part, path = _place(parameter)
    names = (path, part.value, f"{part.value}.", path.partition(".")[0])
    return any(fnmatchcase(name, glob) for glob in globs for name in names)


def check_globs(parameters: Iterable[str], globs: Iterable[str]) -> None:
    """Raise SpecError for a glob that chooses nothing: a typing error would freeze a part."""
    names = tuple(parameters)
    for glob in globs:
        if not any(is_trained(name, (glob,)) for name in names):
            raise SpecError(
                f"train: {glob!r} matches no parameter of the model.",
                f"Use one of {', '.join(part.value for part in Part)}, '*', or a path like "
                "'language.layers.*'.",
            )


def _place(parameter: str) -> tuple[Part, str]:
    if ".lora_" in parameter:
        return Part.ADAPTERS, f"adapters.{parameter}"
    for prefix, part, path in _PREFIXES:
        if parameter.startswith(prefix):
            return part, path + parameter.removeprefix(prefix)
    raise SpecError(
        f"Parameter {parameter} belongs to no known part of a model.",
        "Add its prefix to residency.model.parts.",
    )
