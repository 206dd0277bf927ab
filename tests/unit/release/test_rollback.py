"""Rolling back: one step back, or to a version that was approved; recorded with its reason."""

import pytest

from residency.errors import ReleaseRefused
from residency.release.approval import approve
from residency.release.audit import AuditLog
from residency.release.ledger import read_ledger
from residency.release.rollback import roll_back
from tests.unit.release.hospital import MODEL, Hospital


@pytest.fixture
def three(hospital: Hospital) -> Hospital:
    """Versions 1, 2 and 3, staged one after the other."""
    for content in ("one", "two", "three"):
        version = hospital.registered(content)
        person = hospital.person("dr.kim")
        approve(hospital.desk, MODEL, version.version, version.digest, person)
    return hospital


def back(hospital: Hospital, to: str | None = None) -> str:
    return roll_back(hospital.desk, MODEL, hospital.person("dr.kim"), "wrong plane", to).version


def test_each_time_one_version_further_back(three: Hospital) -> None:
    assert [back(three), back(three)] == ["2", "1"]
    with pytest.raises(ReleaseRefused, match="has no earlier version in staging"):
        back(three)
    staged = three.registry.alias(MODEL, "staging")
    assert staged is not None
    assert staged.version == "1"


def test_forward_again_by_name(three: Hospital) -> None:
    back(three)
    assert back(three, "3") == "3"
    assert back(three) == "2"


def test_the_reason_is_in_the_audit_log(three: Hospital) -> None:
    back(three)
    event = AuditLog(three.desk).verify()[-1].event
    assert (event.action, event.by.name) == ("alias staging moved", "dr.kim")
    assert event.details == {"why": "rolled back", "previous": "3", "reason": "wrong plane"}


def test_not_to_a_version_that_nobody_approved(three: Hospital) -> None:
    three.registered("four")
    with pytest.raises(ReleaseRefused, match="version 4 does not have the 1 approvals it needs"):
        back(three, "4")
    with pytest.raises(ReleaseRefused, match="has no version 9"):
        back(three, "9")


def test_a_late_approval_does_not_undo_it(three: Hospital) -> None:
    back(three)
    version = three.registered("three")
    three.clock.advance(1)
    approve(three.desk, MODEL, "3", version.digest, three.person("dr.park"))
    assert read_ledger(three.desk, MODEL).alias("staging") == "2"
    with pytest.raises(ReleaseRefused) as caught:
        approve(three.desk, MODEL, "3", version.digest, three.person("dr.park"))
    assert caught.value.remedy == "staging names version 2 since: roll back to 3 instead."


def test_nothing_to_go_back_to(hospital: Hospital) -> None:
    hospital.registered("one")
    with pytest.raises(ReleaseRefused, match="has no earlier version in staging"):
        back(hospital)
