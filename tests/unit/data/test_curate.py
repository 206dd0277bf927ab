"""From records to samples and a data card."""

from itertools import product

import pytest

from residency.data.card import make_card
from residency.data.curate import Curated, ask_record, curate_dictionary, plan_images
from residency.data.image import decode_image
from residency.data.raw import Quarantined
from residency.errors import DataError
from residency.spec.dataset import (
    Dataset,
    DicomSource,
    DictionarySource,
    Filter,
    FilterName,
    QuestionKind,
    Questions,
    Source,
    Split,
)
from tests.unit.data.conftest import MakeRecord

FILTERS = (Filter(name=FilterName.MIN_SIDE), Filter(name=FilterName.DUPLICATE_PIXELS))


def images(**changes: object) -> Dataset:
    values: dict[str, object] = {
        "name": "scans",
        "version": "1",
        "source": Source(dicom=DicomSource(paths=("x",))),
        "licence": "MIT",
        "filters": FILTERS,
        "split": Split(heldout=0.3, minimum_questions=60),
        "questions": Questions(kinds=tuple(QuestionKind), train_views=2, image_size=32),
    }
    return Dataset(**(values | changes))  # type: ignore[arg-type]


def curated(make_record: MakeRecord, dataset: Dataset) -> Curated:
    """What the ingest step does, in one process."""
    records = [
        make_record(n, patient=f"p{n // 2}", modality=m, plane="axial", upright="yes")
        for n, m in product(range(12), ("CT", "MR"))
    ]
    records.append(make_record(99, side=32))
    plan = plan_images([r.outline for r in records], dataset, seed=0)
    samples = tuple(
        sample
        for record in records
        for sample in ask_record(record, plan.asks.get(record.outline.source_key, ()), dataset, 0)
    )
    return Curated(samples, plan.records, plan.dropped)


def test_no_patient_and_no_picture_is_on_both_sides(make_record: MakeRecord) -> None:
    found = curated(make_record, images())
    train, heldout = found.of("train"), found.of("heldout")
    assert {s.patient for s in train}.isdisjoint(s.patient for s in heldout)
    assert {s.source_key for s in train}.isdisjoint(s.source_key for s in heldout)
    assert len(heldout) >= 60


def test_samples_are_unique_complete_and_their_images_decode(make_record: MakeRecord) -> None:
    samples = curated(make_record, images()).samples
    assert len({s.sample_id for s in samples}) == len(samples)
    for sample in samples[::50]:
        assert decode_image(sample.images[0]).shape == (32, 32, 3)
        assert sample.turns[-1].text == sample.answer
        assert sample.state.may_leave_ingest


def test_rows_add_up_in_the_card(make_record: MakeRecord) -> None:
    found = curated(make_record, images())
    bad = [Quarantined("a", "not a DICOM file"), Quarantined("b", "not a DICOM file")]
    dataset = images(quarantine_limit=0.5)
    card = make_card(dataset, 27, bad, found, "k-1")
    assert (card.rows_in, card.rows_out, card.rows_quarantined, card.rows_dropped) == (
        27,
        12,
        2,
        13,
    )
    assert card.dropped == {"min-side": 1, "duplicate-pixels": 12}
    assert card.quarantined == {"not a DICOM file": 2}
    assert "text detection does not exist yet" in card.to_json()
    with pytest.raises(DataError, match="28 rows came in, 27 are accounted for"):
        make_card(dataset, 28, bad, found, "k-1")


def test_more_quarantined_than_the_recipe_allows_fails(make_record: MakeRecord) -> None:
    found = curated(make_record, images())
    bad = [Quarantined(str(n), "no pixel data") for n in range(25)]
    with pytest.raises(DataError, match=r"25 of 50 rows \(50%\).*limit is 10%.*no pixel data: 25"):
        make_card(images(quarantine_limit=0.1), 50, bad, found, "k-1")


def test_an_empty_dataset_says_what_the_filters_dropped(make_record: MakeRecord) -> None:
    with pytest.raises(DataError, match=r"no image is left after filtering.*'min-side': 1"):
        plan_images([make_record(1, side=32).outline], images(), seed=0)


def test_too_few_heldout_questions_fail(make_record: MakeRecord) -> None:
    few = images(questions=Questions(kinds=(QuestionKind.MODALITY,)))
    with pytest.raises(DataError, match="asks for at least 60"):
        curated(make_record, few)


def test_the_dictionary_splits_by_attribute() -> None:
    dataset = images(
        source=Source(dictionary=DictionarySource(entries=50)),
        questions=None,
        filters=(),
        split=Split(minimum_questions=0),
    )
    found = curate_dictionary(50, dataset, seed=0)
    assert {s.source_key for s in found.of("train")}.isdisjoint(
        s.source_key for s in found.of("heldout")
    )
    assert len(found.samples) == 171
    assert all(not s.images for s in found.samples)
    assert found == curate_dictionary(50, dataset, seed=0)
    card = make_card(dataset, len(found.samples), [], found, "k-1")
    assert (card.rows_in, card.rows_out, card.not_checked) == (171, 171, ())
