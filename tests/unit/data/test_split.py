"""The split: whole subjects, by modality, the same under every key."""

from dataclasses import replace

from residency.data.split import heldout_subjects
from tests.unit.data.conftest import MakeRecord


def test_a_subject_is_on_one_side_and_each_modality_is_on_both(make_record: MakeRecord) -> None:
    records = [
        make_record(n, patient=f"p{n // 2}", modality="CT" if n < 10 else "MR").outline
        for n in range(20)
    ]
    heldout = heldout_subjects(records, 0.3, seed=1)
    for modality in ("CT", "MR"):
        subjects = {r.subject for r in records if r.attributes["modality"] == modality}
        assert 0 < len(subjects & heldout) < len(subjects)


def test_a_single_subject_of_a_modality_stays_in_training(make_record: MakeRecord) -> None:
    records = [make_record(n, patient="only", modality="NM").outline for n in range(3)]
    assert heldout_subjects(records, 0.9, seed=1) == frozenset()


def test_training_is_never_empty(make_record: MakeRecord) -> None:
    records = [make_record(n, patient=f"p{n}").outline for n in range(3)]
    assert len(heldout_subjects(records, 1.0, seed=1)) == 2


def test_the_split_depends_on_seed_and_pixels_not_on_pseudonyms(make_record: MakeRecord) -> None:
    records = [make_record(n, patient=f"p{n}").outline for n in range(12)]
    renamed = [replace(r, patient=f"other-{r.patient}", source_key="x") for r in records]
    chosen = heldout_subjects(records, 0.25, seed=3)
    assert heldout_subjects(reversed(renamed), 0.25, seed=3) == {f"other-{p}" for p in chosen}
    assert any(heldout_subjects(records, 0.25, seed=s) != chosen for s in range(4, 8))


def test_files_of_one_study_stay_together_where_only_some_name_the_patient(
    make_record: MakeRecord,
) -> None:
    named = [replace(make_record(n, patient=f"p{n}").outline, study=f"s{n}") for n in range(8)]
    nameless = [replace(make_record(n + 8).outline, study=f"s{n}") for n in range(8)]
    for seed in range(5):
        heldout = heldout_subjects([*named, *nameless], 0.5, seed)
        for one, other in zip(named, nameless, strict=True):
            assert (one.subject in heldout) == (other.subject in heldout)


def test_equal_pixels_of_two_patients_stay_together(make_record: MakeRecord) -> None:
    """A file that was copied from one patient's folder to another's."""
    first = [make_record(n, patient=f"p{n}").outline for n in range(8)]
    copies = [replace(one, patient=f"other-{one.patient}", source_key="x") for one in first]
    for seed in range(5):
        heldout = heldout_subjects([*first, *copies], 0.3, seed)  # of 16 subjects: five
        for one, other in zip(first, copies, strict=True):
            assert (one.subject in heldout) == (other.subject in heldout)
