"""From a JSON Schema, as pydantic writes it, to a structural schema, as a v1 CRD takes it.

A structural schema knows no $ref, const, oneOf, prefixItems, patternProperties or exclusive
bounds, and no `additionalProperties: false`. A construct that has no translation here raises,
so that a model which a cluster could not take is noticed when it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeGuard

from pydantic import JsonValue

Schema: TypeAlias = dict[str, JsonValue]

_KEPT = {"type", "enum", "pattern", "minimum", "maximum", "minItems", "maxItems", "required"}
# Defaults stay out: with them the server would write values that the person did not.
_DROPPED = {"title", "default", "additionalProperties", "$defs"}
_FORMATS = {"integer": "int64", "number": "double"}


def structural(schema: Mapping[str, JsonValue]) -> Schema:
    """The structural schema of a JSON Schema with its own `$defs`.

    Raises ValueError on a keyword or a union that a CRD has no word for.
    """
    return _Translator(_schemas(schema.get("$defs", {}))).translate(schema)


class _Translator:
    def __init__(self, definitions: Mapping[str, Schema]) -> None:
        self.definitions = definitions
        self.words: Mapping[str, Callable[[JsonValue], Schema]] = {
            "$ref": self._reference,
            "anyOf": self._optional,
            "const": lambda value: {"enum": [value]},
            "description": lambda value: {"description": _first_sentence(str(value))},
            "items": lambda value: {"items": self.translate(_schema(value))},
            "properties": self._properties,
            "patternProperties": self._map,
        }

    def translate(self, schema: Mapping[str, JsonValue]) -> Schema:
        out: Schema = {}
        for key, value in schema.items():
            if key in ("$ref", "anyOf"):
                # What stands beside a reference (its description here) wins over what it names.
                out = self.words[key](value) | out
            elif key in self.words:
                out |= self.words[key](value)
            elif key in _KEPT:
                out[key] = value
            elif key == "additionalProperties" and _is_schema(value):
                out[key] = self.translate(value)
            elif key not in _DROPPED:
                raise ValueError(f"`{key}: {value}` has no place in a structural schema")
        number = out.get("type")
        if isinstance(number, str) and number in _FORMATS:
            out["format"] = _FORMATS[number]
        return dict(sorted(out.items()))

    def _reference(self, value: JsonValue) -> Schema:
        return self.translate(self.definitions[str(value).rpartition("/")[2]])

    def _optional(self, value: JsonValue) -> Schema:
        """`X | None` is X: leaving it out is how a CRD says null."""
        choices = [_schema(choice) for choice in value] if isinstance(value, list) else []
        given = [choice for choice in choices if choice != {"type": "null"}]
        if len(given) != 1:
            raise ValueError(f"a union of {len(given)} types has no place in a structural schema")
        return self.translate(given[0])

    def _properties(self, value: JsonValue) -> Schema:
        found = _schemas(value).items()
        return {"properties": {name: self.translate(child) for name, child in found}}

    def _map(self, value: JsonValue) -> Schema:
        """A map whose keys have a pattern: the pattern is ours to check."""
        (child,) = _schemas(value).values()
        return {"additionalProperties": self.translate(child)}


def _is_schema(value: JsonValue) -> TypeGuard[Schema]:
    return isinstance(value, dict)


def _schema(value: JsonValue) -> Schema:
    if not _is_schema(value):
        raise ValueError(f"{value!r} is no schema")
    return value


def _schemas(value: JsonValue) -> dict[str, Schema]:
    return {name: _schema(child) for name, child in _schema(value).items()}


def _first_sentence(text: str) -> str:
    paragraph = " ".join(text.split("\n\n")[0].split())
    return paragraph.split(". ")[0].rstrip(".") + "."
