"""What a CRD has no word for is translated, or refused when it is written."""

import pytest
from pydantic import JsonValue

from residency.spec.structural import Schema, structural


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"const": "v1", "type": "string"}, {"enum": ["v1"], "type": "string"}),
        ({"type": "integer"}, {"format": "int64", "type": "integer"}),
        ({"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}, {"type": "string"}),
        (
            {"type": "object", "patternProperties": {"^a$": {"type": "boolean"}}},
            {"type": "object", "additionalProperties": {"type": "boolean"}},
        ),
        (
            {"type": "object", "additionalProperties": False, "properties": {}, "title": "T"},
            {"type": "object", "properties": {}},
        ),
        (
            {"$ref": "#/$defs/Side", "$defs": {"Side": {"type": "number", "minimum": 1}}},
            {"format": "double", "minimum": 1, "type": "number"},
        ),
    ],
)
def test_each_construct_has_its_translation(given: Schema, expected: Schema) -> None:
    assert structural(given) == expected


def test_a_description_beside_a_reference_wins() -> None:
    schema: Schema = {
        "$defs": {"Side": {"type": "string", "description": "Any side."}},
        "$ref": "#/$defs/Side",
        "description": "The left side. It has a history.",
    }
    assert structural(schema)["description"] == "The left side."


@pytest.mark.parametrize(
    "given",
    [
        {"type": "number", "exclusiveMinimum": 0},
        {"type": "array", "prefixItems": [{"type": "string"}]},
        {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        {"anyOf": [{"type": "string"}, {"type": "array"}]},
    ],
)
def test_what_has_no_translation_is_refused(given: dict[str, JsonValue]) -> None:
    with pytest.raises(ValueError, match="no place in a structural schema"):
        structural(given)
