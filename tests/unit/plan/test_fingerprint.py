"""Fingerprints stand on canonical bytes, and revisions are bumped when code changes."""

import json

import pytest

from residency.plan.fingerprint import canonical, digest
from residency.plan.revisions import SEALS, seals


def test_the_order_of_keys_does_not_count() -> None:
    assert digest({"a": 1, "b": [1.0, "ä"]}) == digest({"b": [1.0, "ä"], "a": 1})


def test_canonical_bytes_are_fixed() -> None:
    assert canonical({"b": 0.1, "a": None, "c": "é"}) == '{"a":null,"b":0.1,"c":"é"}'.encode()


def test_what_has_no_stable_bytes_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical(float("nan"))


def test_code_that_decides_results_has_not_changed_unnoticed() -> None:
    """When this fails: bump REVISIONS for a kind whose results changed; then reseal."""
    assert json.loads(SEALS.read_text(encoding="utf-8")) == seals(), (
        "modules that decide what a step computes have changed; bump their kind in "
        "plan/revisions.py if results change, then run: python -m residency.plan.revisions"
    )
