"""Registering: the evidence is attached, and nothing comes in without a gate's yes."""

from dataclasses import replace

import pytest

from residency.errors import DataError, GateRejected, LedgerDamaged, ReleaseRefused, StoreConflict
from residency.plan import layout
from residency.release.audit import AuditLog
from residency.release.ledger import read_ledger, versions
from residency.release.register import register
from tests.unit.release.hospital import MODEL, Hospital


def test_a_version_carries_its_evidence(hospital: Hospital) -> None:
    candidate = hospital.candidate()
    version = register(hospital.desk, candidate)
    assert (version.version, version.aliases) == ("1", ("candidate",))
    assert (version.digest, version.uri) == (candidate.artifact.sha256, candidate.artifact.uri)
    assert version.tags["exact_match"] == "0.812 [0.70, 0.89] n=64"
    assert candidate.decision is not None
    assert version.tags["decision"] == f"passed, sha256 {candidate.decision.sha256}"
    assert version.tags["submitter"] == "dr.lee"


def test_the_registry_mirrors_the_ledger(hospital: Hospital) -> None:
    hospital.registered("one")
    hospital.registered("two")
    assert list(hospital.registry.versions(MODEL)) == list(versions(hospital.desk, MODEL))
    named = hospital.registry.alias(MODEL, "candidate")
    assert named is not None
    assert named.version == "2"


def test_the_same_digest_is_the_same_version(hospital: Hospital) -> None:
    hospital.registered("one")
    hospital.registered("two")
    again = hospital.registered("one")
    assert (again.version, again.aliases) == ("1", ("candidate",))
    assert [one.version for one in versions(hospital.desk, MODEL)] == ["1", "2"]


def test_a_lost_registry_is_filled_again(hospital: Hospital) -> None:
    hospital.registered("one")
    hospital.registered("two")
    emptied = Hospital()
    desk = replace(hospital.desk, registry=emptied.registry)
    register(desk, hospital.candidate("three"))
    assert [one.version for one in emptied.registry.versions(MODEL)] == ["1", "2", "3"]


def test_a_registry_with_versions_of_others_is_told(hospital: Hospital) -> None:
    hospital.registry.create_version(MODEL, "f" * 64, "elsewhere", tags={})
    with pytest.raises(
        StoreConflict, match="version 1 of the ledger is version 2 of the registry"
    ):
        hospital.registered("one")


def test_without_a_decision_nothing_is_registered(hospital: Hospital) -> None:
    with pytest.raises(ReleaseRefused, match="has no decision of a gate") as caught:
        register(hospital.desk, replace(hospital.candidate(), decision=None))
    assert caught.value.remedy == "Give the last stage of the curriculum a gate."
    assert versions(hospital.desk, MODEL) == ()


def test_a_rejected_model_is_not_registered(hospital: Hospital) -> None:
    with pytest.raises(GateRejected, match="its gate rejected it"):
        register(hospital.desk, replace(hospital.candidate(), passed=False))
    assert list(hospital.registry.versions(MODEL)) == []


def test_a_model_that_changed_since_is_not_registered(hospital: Hospital) -> None:
    candidate = hospital.candidate()
    hospital.store.write(f"{candidate.artifact.uri}/config.json", b'{"auto_map": "evil"}')
    with pytest.raises(DataError, match="was changed"):
        register(hospital.desk, candidate)


def test_registering_is_audited_once(hospital: Hospital) -> None:
    hospital.registered("one")
    hospital.registered("one")
    actions = [entry.event.action for entry in AuditLog(hospital.desk).verify()]
    assert actions == ["registered", "alias candidate moved"]


def test_a_ledger_changed_by_hand_is_refused(hospital: Hospital) -> None:
    hospital.registered("one")
    key = layout.aliases_key("local", MODEL)
    hospital.store.write(key, hospital.store.read(key).replace(b'"dr.lee"', b'"nobody"'))
    with pytest.raises(LedgerDamaged, match=f"{key} is not what was written there: its seal"):
        read_ledger(hospital.desk, MODEL)


def test_a_ledger_of_another_model_does_not_pass(hospital: Hospital) -> None:
    hospital.registered("one")
    ledger = hospital.store.read(layout.aliases_key("local", MODEL))
    hospital.store.write(layout.aliases_key("local", "other"), ledger)
    with pytest.raises(LedgerDamaged, match="its seal does not hold"):
        read_ledger(hospital.desk, "other")


def test_a_ledger_that_is_no_ledger_is_refused(hospital: Hospital) -> None:
    hospital.store.write(layout.aliases_key("local", MODEL), b"{}")
    with pytest.raises(LedgerDamaged, match="is not what was written there"):
        read_ledger(hospital.desk, MODEL)
