"""The schemas follow the model, and the file in k8s/base follows the schemas."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pydantic import JsonValue

from residency.spec.loader import load_pipeline
from residency.spec.schema import REGENERATE, crd, crd_yaml, json_schema

# What a structural schema may hold of what we generate (apiextensions v1).
ALLOWED = {
    "additionalProperties",
    "description",
    "enum",
    "format",
    "items",
    "maxItems",
    "maximum",
    "minItems",
    "minimum",
    "pattern",
    "properties",
    "required",
    "type",
}


def schemas(schema: JsonValue) -> Iterator[dict[str, JsonValue]]:
    """A schema and all schemas in it."""
    assert isinstance(schema, dict)
    yield schema
    children = [schema[key] for key in ("items", "additionalProperties") if key in schema]
    properties = schema.get("properties", {})
    assert isinstance(properties, dict)
    for child in (*children, *properties.values()):
        yield from schemas(child)


@pytest.fixture
def spec_schema() -> JsonValue:
    match crd():
        case {
            "spec": {"versions": [{"schema": {"openAPIV3Schema": {"properties": dict(found)}}}]}
        }:
            return found["spec"]
    raise AssertionError("the CRD has lost its shape")


def test_the_kept_crd_is_the_generated_one(repository: Path) -> None:
    kept = (repository / "k8s/base/crd.yaml").read_text(encoding="utf-8")
    assert kept == crd_yaml(), f"the model has changed; write the CRD anew: {REGENERATE}"


def test_the_crd_is_structural(spec_schema: JsonValue) -> None:
    for schema in schemas(spec_schema):
        assert set(schema) <= ALLOWED
        assert "type" in schema
        assert not ("properties" in schema and "additionalProperties" in schema)


def test_the_crd_has_no_defaults_and_no_extends(spec_schema: JsonValue) -> None:
    found = list(schemas(spec_schema))
    assert not any("default" in schema for schema in found)
    root = found[0]
    assert isinstance(root["properties"], dict)
    assert "extends" not in root["properties"]
    assert root["required"] == ["datasets", "model", "curriculum"]


def test_a_recipe_satisfies_the_json_schema(repository: Path) -> None:
    loaded = load_pipeline(repository / "pipelines/medgpt_oss/20b.yaml")
    document = loaded.pipeline.model_dump(mode="json", by_alias=True, exclude_none=True)
    validator = Draft202012Validator(json_schema())
    assert [error.message for error in validator.iter_errors(document)] == []
    document["kind"] = "Pipelin"
    assert [error.json_path for error in validator.iter_errors(document)] == ["$.kind"]
