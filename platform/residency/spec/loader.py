"""From a YAML file to a validated Pipeline, with errors that name file and line."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from residency.errors import SpecError
from residency.spec.merge import apply_overrides, flatten
from residency.spec.names import check_names
from residency.spec.pipeline import Pipeline
from residency.spec.yaml_file import Document, Value, read_yaml


@dataclass(frozen=True, slots=True)
class Loaded:
    """A pipeline, and what the person who wrote it said as opposed to what we defaulted."""

    pipeline: Pipeline
    source: str
    explicit: tuple[str, ...]
    overrides: Mapping[str, str]


def load_pipeline(path: str | Path, sets: Sequence[str] = ()) -> Loaded:
    """Read, flatten, override and validate. Raises SpecError that lists every mistake found."""
    document = flatten(read_yaml(Path(path)))
    document, overrides = apply_overrides(document, sets)
    pipeline = validate(document)
    check_names(pipeline, document)
    return Loaded(pipeline, str(path), tuple(sorted(_leaves(document.value, ""))), overrides)


def validate(document: Document) -> Pipeline:
    """Validate a document's value. Raises SpecError."""
    try:
        return Pipeline.model_validate_json(json.dumps(document.value))
    except ValidationError as error:
        details = error.errors(include_url=False)
        lines = [_explain(document, detail) for detail in details if not _echoes(detail, details)]
        raise SpecError("\n".join(dict.fromkeys(lines))) from None


def _echoes(detail: ErrorDetails, details: Sequence[ErrorDetails]) -> bool:
    """Whether it only repeats, for a list, that one of its items is wrong."""
    place = detail["loc"]
    return any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in details
    )


def _explain(document: Document, detail: ErrorDetails) -> str:
    place = detail["loc"]
    dotted = ".".join(map(str, place)) or "the file"
    where = document.at(place)
    kind = detail["type"]
    if kind == "extra_forbidden":
        known = _keys_at(place[:-1])
        close = difflib.get_close_matches(str(place[-1]), known, n=1)
        hint = f"did you mean `{close[0]}`?" if close else f"known here: {', '.join(known)}."
        return f"{where}: unknown key `{dotted}`; {hint}"
    if kind == "missing":
        return f"{where}: `{dotted}` is missing"
    message = detail["msg"].removeprefix("Value error, ")
    return f"{where}: `{dotted}`: {message[:1].lower() + message[1:]}{_given(detail)}"


def _given(detail: ErrorDetails) -> str:
    value = detail["input"]
    return "" if isinstance(value, dict | list) else f" (given: {json.dumps(value)})"


def _keys_at(place: Sequence[str | int]) -> list[str]:
    """The keys (as written in YAML) of the model at a place of the document."""
    model: type[BaseModel] | None = Pipeline
    for part in place:
        if isinstance(part, int) or model is None:
            continue
        field = next((f for n, f in model.model_fields.items() if part in (f.alias, n)), None)
        # A map's keys are names of the user's: the model stays that of its values.
        model = next(_models_in(field.annotation), None) if field else model
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _leaves(value: Value, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _leaves(child, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            name = child.get("name", index) if isinstance(child, dict) else index
            yield from _leaves(child, f"{path}.{name}")
    else:
        yield path
