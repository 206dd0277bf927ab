"""What the model of a pipeline looks like to others: its JSON Schema, and its CRD.

Both are generated: the pydantic model is the only place where the shape is written down. The CRD
has no `extends`, since what is submitted is flattened, and it holds no defaults, since a server
that filled them in would hide what the person wrote.
"""

from __future__ import annotations

import yaml
from pydantic import JsonValue

from residency.spec.base import GROUP, VERSION
from residency.spec.pipeline import Pipeline, PipelineSpec
from residency.spec.structural import Schema, structural

PLURAL = "pipelines"
SHORT_NAME = "rpl"  # `pipelines` alone collides with Tekton's and Kubeflow's
REGENERATE = "residency schema --crd > k8s/base/crd.yaml"

_HEADER = f"# Generated from residency.spec. Do not edit: {REGENERATE}\n"

# What a controller reports; the spine writes none of it yet.
_STATUS: Schema = {
    "type": "object",
    "properties": {
        "observedGeneration": {"type": "integer", "format": "int64"},
        "phase": {"type": "string"},
        "steps": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "phase"],
                "properties": {
                    "id": {"type": "string"},
                    "phase": {"type": "string"},
                    "fingerprint": {"type": "string"},
                    "reason": {"type": "string"},
                },
            },
        },
        "conditions": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "status"],
                "properties": {
                    "type": {"type": "string"},
                    "status": {"type": "string", "enum": ["True", "False", "Unknown"]},
                    "observedGeneration": {"type": "integer", "format": "int64"},
                    "lastTransitionTime": {"type": "string", "format": "date-time"},
                    "reason": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}


def json_schema() -> Schema:
    """The JSON Schema of a flattened pipeline file, for editors and other programs."""
    return Pipeline.model_json_schema(by_alias=True)


def crd() -> Schema:
    """The CustomResourceDefinition (apiextensions.k8s.io/v1) of a pipeline."""
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{PLURAL}.{GROUP}"},
        "spec": {
            "group": GROUP,
            "scope": "Namespaced",
            "names": {
                "kind": "Pipeline",
                "listKind": "PipelineList",
                "plural": PLURAL,
                "singular": "pipeline",
                "shortNames": [SHORT_NAME],
            },
            "versions": [_version()],
        },
    }


def crd_yaml() -> str:
    """The CRD as the file that is kept in k8s/base."""
    return _HEADER + yaml.safe_dump(crd(), sort_keys=False, width=99)


def _version() -> Schema:
    return {
        "name": VERSION,
        "served": True,
        "storage": True,
        "subresources": {"status": {}},
        "additionalPrinterColumns": [
            _column("Tenant", ".spec.tenant"),
            _column("Queue", ".spec.placement.queue"),
            _column("Phase", ".status.phase"),
            _column("Age", ".metadata.creationTimestamp", "date"),
        ],
        "schema": {"openAPIV3Schema": _root()},
    }


def _column(name: str, path: str, kind: str = "string") -> JsonValue:
    return {"name": name, "type": kind, "jsonPath": path}


def _root() -> Schema:
    """The resource; of `metadata` a CRD may restrict the name only."""
    return {
        "type": "object",
        "description": "A curriculum of training, from data to a registered model.",
        "required": ["spec"],
        "properties": {
            "apiVersion": {"type": "string"},
            "kind": {"type": "string"},
            "metadata": {
                "type": "object",
                "properties": {"name": {"type": "string", "pattern": _name_pattern()}},
            },
            "spec": structural(PipelineSpec.model_json_schema(by_alias=True)),
            "status": _STATUS,
        },
    }


def _name_pattern() -> JsonValue:
    definitions = json_schema()["$defs"]
    match definitions:
        case {"Metadata": {"properties": {"name": {"pattern": str(pattern)}}}}:
            return pattern
    raise ValueError("metadata.name has lost its pattern")
