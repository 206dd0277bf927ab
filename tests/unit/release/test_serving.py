"""Serving: only what people approved, and only as they saw it."""

import pytest

from residency.errors import DataError, LedgerDamaged, ReleaseRefused
from residency.plan import layout
from residency.release.approval import approve
from residency.release.serving import resolve_staging
from tests.unit.release.hospital import MODEL, Hospital


@pytest.fixture
def staged(hospital: Hospital) -> Hospital:
    version = hospital.registered("one")
    approve(hospital.desk, MODEL, "1", version.digest, hospital.person("dr.kim"))
    return hospital


def test_the_approved_model_is_served(staged: Hospital) -> None:
    found = resolve_staging(staged.desk, MODEL)
    assert (found.version.version, found.version.digest) == ("1", found.artifact.sha256)
    assert (found.path / "model.safetensors").read_bytes() == b"one"
    assert [approval.person for approval in found.approvals] == ["dr.kim"]


def test_nothing_is_served_before_an_approval(hospital: Hospital) -> None:
    with pytest.raises(ReleaseRefused, match=r"approved for staging \(newest: none\)"):
        resolve_staging(hospital.desk, MODEL)
    hospital.registered("one")
    with pytest.raises(ReleaseRefused, match=r"approved for staging \(newest: 1\)") as caught:
        resolve_staging(hospital.desk, MODEL)
    assert "residency approve" in caught.value.remedy


def test_an_alias_moved_in_the_registry_changes_nothing(staged: Hospital) -> None:
    staged.registered("two")
    staged.registry.move_alias(MODEL, "staging", "2", expected="1")
    assert resolve_staging(staged.desk, MODEL).version.version == "1"


def test_changed_weights_are_not_served(staged: Hospital) -> None:
    found = resolve_staging(staged.desk, MODEL)
    staged.store.write(f"{found.artifact.uri}/model.safetensors", b"evil")
    with pytest.raises(DataError, match="was changed"):
        resolve_staging(staged.desk, MODEL)


def test_a_removed_approval_stops_serving(staged: Hospital) -> None:
    for key in list(staged.store.list("local/approvals/")):
        staged.store.delete(key)
    with pytest.raises(ReleaseRefused, match="is in staging with 0 of 1 approvals"):
        resolve_staging(staged.desk, MODEL)


def test_a_changed_ledger_stops_serving(staged: Hospital) -> None:
    key = layout.aliases_key("local", MODEL)
    ledger = staged.store.read(key)
    staged.store.write(key, ledger.replace(b'"approvals":1', b'"approvals":0'))
    with pytest.raises(LedgerDamaged):
        resolve_staging(staged.desk, MODEL)
