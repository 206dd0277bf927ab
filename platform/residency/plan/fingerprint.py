"""Fingerprints: SHA-256 over the canonical JSON of what a step computes.

Covered: the kind's code revision, the versions of libraries that decide numbers, the work's
identity, and the fingerprints of the steps whose artifacts it reads. Never covered: where and
how it runs (a work's execution and resources, placement, paths of the store, who submits).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from pydantic import JsonValue

from residency.plan.revisions import DECIDING_LIBRARIES, REVISIONS
from residency.plan.work import ArtifactRef, Work


def canonical(value: JsonValue) -> bytes:
    """The one spelling of a JSON value: sorted keys, no spaces, UTF-8, no NaN."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def digest(value: JsonValue) -> str:
    """SHA-256 of the canonical bytes, 64 hex digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def identity(
    work: Work,
    inputs: Mapping[str, ArtifactRef],
    fingerprints: Mapping[str, str],
    versions: Mapping[str, str],
) -> JsonValue:
    """The canonical inputs of a step's fingerprint, kept in its record so that a difference
    can be told. `fingerprints` are those of the earlier steps, by id."""
    return {
        "kind": work.kind.value,
        "revision": REVISIONS[work.kind],
        "libraries": {name: versions.get(name, "") for name in DECIDING_LIBRARIES[work.kind]},
        "work": work.identity.model_dump(mode="json", by_alias=True),
        "inputs": {
            role: {
                "artifact": ref.artifact,
                "step": ref.step,
                "fingerprint": fingerprints[ref.step],
            }
            for role, ref in inputs.items()
        },
    }
