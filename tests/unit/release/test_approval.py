"""Approving: named people, a digest, and two pairs of eyes."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from residency.errors import DataError, LedgerDamaged, ReleaseRefused
from residency.release.approval import Approved, approve
from residency.release.audit import AuditLog
from residency.release.given import give, given
from residency.release.ledger import read_ledger
from residency.spec.training import Approval
from tests.unit.release.hospital import MODEL, Hospital


def approved(hospital: Hospital, content: str, person: str, **rules: object) -> Approved:
    version = hospital.registered(content, rules=Approval.model_validate(rules))
    return approve(hospital.desk, MODEL, version.version, version.digest, hospital.person(person))


def test_one_approval_moves_staging(hospital: Hospital) -> None:
    done = approved(hospital, "one", "dr.kim")
    assert done.staged
    assert done.version.aliases == ("candidate", "staging")
    assert [one.person for one in done.approvals] == ["dr.kim"]
    staged = hospital.registry.alias(MODEL, "staging")
    assert staged is not None
    assert staged.version == "1"


def test_as_many_people_as_the_pipeline_asks_for(hospital: Hospital) -> None:
    first = approved(hospital, "one", "dr.kim", approvals=2)
    assert not first.staged
    assert hospital.registry.alias(MODEL, "staging") is None
    second = approve(hospital.desk, MODEL, "1", first.version.digest, hospital.person("dr.park"))
    assert second.staged
    assert [one.person for one in second.approvals] == ["dr.kim", "dr.park"]


@pytest.mark.parametrize("name", ["dr.lee", "DR.Lee"])
def test_nobody_approves_their_own_model(hospital: Hospital, name: str) -> None:
    with pytest.raises(ReleaseRefused, match="submitted the run that made version 1") as caught:
        approved(hospital, "one", name)
    assert caught.value.remedy == "Have somebody else approve it."
    assert read_ledger(hospital.desk, MODEL).alias("staging") is None


def test_unless_the_pipeline_allows_it(hospital: Hospital) -> None:
    assert approved(hospital, "one", "dr.lee", allow_submitter=True).staged


def test_an_unknown_version_names_those_there_are(hospital: Hospital) -> None:
    version = hospital.registered("one")
    with pytest.raises(ReleaseRefused, match="has no version 7") as caught:
        approve(hospital.desk, MODEL, "7", version.digest, hospital.person("dr.kim"))
    assert caught.value.remedy == "Versions: 1. Name one of them."


def test_another_digest_is_not_approved(hospital: Hospital) -> None:
    version = hospital.registered("one")
    with pytest.raises(ReleaseRefused, match=f"has digest {version.digest}, not {'0' * 64}"):
        approve(hospital.desk, MODEL, "1", "0" * 64, hospital.person("dr.kim"))


def test_a_changed_model_is_not_approved(hospital: Hospital) -> None:
    version = hospital.registered("one")
    hospital.store.write(f"{version.uri}/model.safetensors", b"other weights")
    with pytest.raises(DataError, match="was changed"):
        approve(hospital.desk, MODEL, "1", version.digest, hospital.person("dr.kim"))
    assert given(hospital.desk, MODEL, version.digest) == ()


def test_the_same_person_does_not_count_twice(hospital: Hospital) -> None:
    first = approved(hospital, "one", "dr.kim", approvals=2)
    with pytest.raises(
        ReleaseRefused, match=r"dr\.kim has approved quickstart version 1 before"
    ) as e:
        approve(hospital.desk, MODEL, "1", first.version.digest, hospital.person("dr.kim"))
    assert e.value.remedy == "It has 1 of 2 approvals; somebody else must give the next one."
    assert read_ledger(hospital.desk, MODEL).alias("staging") is None


def test_an_approval_of_nobody_is_refused(hospital: Hospital) -> None:
    with pytest.raises(ReleaseRefused, match="needs a person's name"):
        approved(hospital, "one", "  ")


@pytest.mark.parametrize("name", ["CLINIC\\kim", "../../kim", "Kim Min-su", "..", "김민수"])
def test_any_name_is_a_name(hospital: Hospital, name: str) -> None:
    assert [one.person for one in approved(hospital, "one", name).approvals] == [name]


def test_what_was_killed_after_the_approval_is_completed(hospital: Hospital) -> None:
    """The approval is written first; whoever repeats the command finishes the rest."""
    version = hospital.registered("one")
    done = Hospital()
    approval = approved(done, "one", "dr.kim").approvals[0]
    give(hospital.desk, approval)
    with pytest.raises(ReleaseRefused, match="before") as caught:
        approve(hospital.desk, MODEL, "1", version.digest, hospital.person("dr.kim"))
    assert caught.value.remedy == "Nothing is left to do: staging names it."
    assert read_ledger(hospital.desk, MODEL).alias("staging") == "1"
    assert "approved" in [entry.event.action for entry in AuditLog(hospital.desk).verify()]


def test_approvals_at_the_same_moment_all_count(hospital: Hospital) -> None:
    version = hospital.registered("one", rules=Approval(approvals=8))

    def say_yes(number: int) -> bool:
        person = hospital.person(f"dr.{number}")
        return approve(hospital.desk, MODEL, "1", version.digest, person).staged

    with ThreadPoolExecutor(8) as pool:
        staged = list(pool.map(say_yes, range(8)))
    assert any(staged)
    entries = AuditLog(hospital.desk).verify()
    assert sum(entry.event.action == "approved" for entry in entries) == 8
    assert sum(entry.event.action == "alias staging moved" for entry in entries) == 1


def test_an_approval_written_by_hand_is_found_out(hospital: Hospital) -> None:
    version = hospital.registered("one", rules=Approval(approvals=2))
    approve(hospital.desk, MODEL, "1", version.digest, hospital.person("dr.kim"))
    (key,) = [key for key in hospital.store.list("local/approvals/")]
    forged = hospital.store.read(key).replace(b"dr.kim", b"dr.park")
    hospital.store.write(key.replace("kim", "park"), forged)
    with pytest.raises(LedgerDamaged, match="its seal does not hold"):
        approve(hospital.desk, MODEL, "1", version.digest, hospital.person("dr.lim"))


def test_an_approval_copied_to_another_name_is_found_out(hospital: Hospital) -> None:
    done = approved(hospital, "one", "dr.kim", approvals=2)
    (key,) = list(hospital.store.list("local/approvals/"))
    hospital.store.write(key.replace("kim", "park"), hospital.store.read(key))
    with pytest.raises(LedgerDamaged, match="its seal does not hold"):
        given(hospital.desk, MODEL, done.version.digest)
