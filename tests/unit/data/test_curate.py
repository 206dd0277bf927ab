"""From records to samples: filters, split, questions."""

from itertools import product

import pytest

from residency.data.curate import ask_record, curate_dictionary, plan_images, plan_samples
from residency.data.image import decode_image
from residency.data.likeness import image_digest, perceptual_hash
from residency.data.outline import SampleOutline
from residency.data.questions import plan_training
from residency.data.sample import Sample
from residency.errors import DataError
from residency.spec.dataset import (
    Dataset,
    DicomSource,
    DictionarySource,
    Filter,
    FilterName,
    QuestionKind,
    Questions,
    SlakeSource,
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


def asked(make_record: MakeRecord, dataset: Dataset) -> tuple[Sample, ...]:
    """What the ingest step does, in one process."""
    records = [
        make_record(n, patient=f"p{n // 2}", modality=m, plane="axial", upright="yes")
        for n, m in product(range(12), ("CT", "MR"))
    ]
    plan = plan_images([r.outline for r in records], dataset, seed=0)
    assert (plan.records, plan.dropped) == (12, {"duplicate-pixels": 12})
    return tuple(
        sample
        for record in records
        for sample in ask_record(record, plan.asks.get(record.outline.source_key, ()), dataset, 0)
    )


def test_no_patient_and_no_picture_is_on_both_sides(make_record: MakeRecord) -> None:
    samples = asked(make_record, images())
    train = [sample for sample in samples if sample.split == "train"]
    heldout = [sample for sample in samples if sample.split == "heldout"]
    assert {s.patient for s in train}.isdisjoint(s.patient for s in heldout)
    assert {s.source_key for s in train}.isdisjoint(s.source_key for s in heldout)
    assert len(heldout) >= 60


def test_samples_are_unique_complete_and_their_images_decode(make_record: MakeRecord) -> None:
    samples = asked(make_record, images())
    assert len({s.sample_id for s in samples}) == len(samples)
    for sample in samples[::50]:
        picture = decode_image(sample.images[0])
        assert picture.shape == (32, 32, 3)
        assert sample.turns[-1].text == sample.answer
        assert sample.state.may_leave_ingest


def test_digest_and_hash_are_of_the_source_whatever_view_was_drawn(
    make_record: MakeRecord,
) -> None:
    record = make_record(3)
    asks = list(plan_training([record.outline], 0, 4))
    samples = list(ask_record(record, asks, images(), seed=0))
    shown = record.pixels.picture()
    assert len({sample.images for sample in samples}) == 4
    assert {sample.image_digests for sample in samples} == {(image_digest(shown),)}
    assert {sample.image_hashes for sample in samples} == {(perceptual_hash(shown),)}


def test_an_empty_dataset_says_what_the_filters_dropped() -> None:
    with pytest.raises(DataError, match="no record is left after filtering"):
        plan_images([], images(), seed=0)


def test_two_records_of_one_key_are_refused_without_naming_it(make_record: MakeRecord) -> None:
    outline = make_record(1).outline
    with pytest.raises(DataError, match="1 rows have a key that another row has") as raised:
        plan_images([outline, outline], images(), seed=0)
    assert outline.source_key not in str(raised.value)


def test_too_few_heldout_questions_fail(make_record: MakeRecord) -> None:
    few = images(questions=Questions(kinds=(QuestionKind.MODALITY,)))
    with pytest.raises(DataError, match="asks for at least 60"):
        asked(make_record, few)


def test_the_dictionary_splits_by_attribute() -> None:
    dataset = images(
        source=Source(dictionary=DictionarySource(entries=50)),
        questions=None,
        filters=(),
        split=Split(minimum_questions=0),
    )
    found = curate_dictionary(50, dataset, seed=0)
    sides = {
        side: {sample.source_key for sample in found if sample.split == side}
        for side in ("train", "heldout")
    }
    assert sides["train"].isdisjoint(sides["heldout"])
    assert len(found) == 171
    assert all(not sample.images for sample in found)
    assert found == curate_dictionary(50, dataset, seed=0)


def conversations(**changes: object) -> Dataset:
    values: dict[str, object] = {
        "source": Source(slake=SlakeSource(paths=("x",))),
        "attestation": "a test",
        "questions": None,
        "filters": (),
        "split": Split(heldout=0.5, minimum_questions=0),
    }
    return images(**values | changes)


def outline(number: int, **changes: object) -> SampleOutline:
    values: dict[str, object] = {
        "source_key": f"k{number}",
        "patient": "",
        "study": "",
        "official": "",
        "answer_type": "open",
        "content": f"{number:064d}",
        "pictures": (),
        "hashes": (),
        "sides": (),
        "characters": 10,
        "attributes": {},
    }
    return SampleOutline(**values | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("tie", ["patient", "study", "pictures"])
def test_conversations_that_share_something_stay_on_one_side(tie: str) -> None:
    shared = (lambda n: (f"{n:064x}",)) if tie == "pictures" else str
    rows = [outline(n, **{tie: shared(n // 4)}) for n in range(40)]
    sides = plan_samples(rows, conversations(), seed=0).sides
    groups = [{sides[f"k{4 * group + n}"] for n in range(4)} for group in range(10)]
    assert all(len(group) == 1 for group in groups)
    assert sum(side == "heldout" for side in sides.values()) == 20


def test_equal_texts_stay_on_one_side() -> None:
    """Nothing else ties them, and four and a half of nine rows are to be held out."""
    rows = [outline(n, content=f"text {n // 3}") for n in range(9)]
    sides = plan_samples(rows, conversations(), seed=0).sides
    assert [len({sides[f"k{3 * text + n}"] for n in range(3)}) for text in range(3)] == [1, 1, 1]


def test_nothing_is_held_out_where_the_recipe_says_so() -> None:
    nothing = conversations(split=Split(heldout=0.0, minimum_questions=0))
    sides = plan_samples([outline(n) for n in range(9)], nothing, seed=0).sides
    assert set(sides.values()) == {"train"}


OFFICIAL = conversations(split=Split(official=True, minimum_questions=0))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("train", "validate", "test"), ["train", "train", "heldout"]),
        (("train", "validate"), ["train", "heldout"]),
    ],
)
def test_a_set_keeps_its_own_split(words: tuple[str, ...], expected: list[str]) -> None:
    rows = [outline(n, official=word) for n, word in enumerate(words)]
    sides = plan_samples(rows, OFFICIAL, seed=0).sides
    assert [sides[row.source_key] for row in rows] == expected


def test_of_equal_rows_on_both_sides_of_an_own_split_the_test_row_stays() -> None:
    rows = [outline(n, content="same", official=o) for n, o in enumerate(("train", "test"))]
    dropping = OFFICIAL.model_copy(update={"filters": (Filter(name=FilterName.DUPLICATE_TEXT),)})
    plan = plan_samples(rows, dropping, seed=0)
    assert (plan.sides, plan.dropped) == ({"k1": "heldout"}, {"duplicate-text": 1})


def test_a_row_without_a_side_of_its_own_is_refused() -> None:
    with pytest.raises(DataError, match="neither train, validate nor test"):
        plan_samples([outline(1)], OFFICIAL, seed=0)
