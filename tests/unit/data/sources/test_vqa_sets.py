"""VQA-RAD, SLAKE, PathVQA and VQA-Med: questions about one image."""

from collections import Counter
from pathlib import Path

import pytest

from residency.data.prompts import PHRASE, YES_NO
from residency.data.raw import PassedOver, RawSample
from residency.data.sources import reasons
from residency.errors import DataError
from tests.unit.data.sources.real_sets import count
from tests.unit.data.sources.small_sets import (
    PICTURE,
    json_file,
    parquet_file,
    read,
    vqa_med,
    vqa_row,
    write,
)
from tests.unit.data.sources.small_sets import (
    reasons as why,
)


@pytest.mark.parametrize(
    ("given", "answer", "answer_type", "ending"),
    [
        ("CLOSED ", "Yes", "closed", YES_NO),
        ("closed", "left", "closed", PHRASE),
        ("OPEN", "yes", "open", "What?"),
        ("Open", 4, "open", "What?"),
    ],
)
def test_answer_types_in_any_spelling(
    given: str, answer: object, answer_type: str, ending: str, tmp_path: Path
) -> None:
    write(tmp_path, "images/1.jpg", PICTURE)
    json_file(tmp_path, "a.json", [vqa_row(answer=answer, answer_type=given)])
    (found,) = read(tmp_path, "vqa_rad")
    assert isinstance(found, RawSample)
    assert (found.answer, found.answer_type) == (str(answer), answer_type)
    assert found.turns[0].text.endswith(ending)


def test_vqa_rad_tells_its_test_set_by_the_phrase_type(tmp_path: Path) -> None:
    write(tmp_path, "images/1.jpg", PICTURE)
    kinds = ("freeform", "para", "test_freeform", "test_para")
    rows = [vqa_row(phrase_type=kind, image_case_url="case-1") for kind in kinds]
    json_file(tmp_path, "a.json", rows)
    found = [one for one in read(tmp_path, "vqa_rad") if isinstance(one, RawSample)]
    assert [one.split for one in found] == ["train", "train", "test", "test"]
    assert {one.study for one in found} == {"case-1"}


def test_an_image_that_is_missing_or_too_large_is_quarantined(tmp_path: Path) -> None:
    write(tmp_path, "images/1.jpg", b"")
    with (tmp_path / "images/1.jpg").open("r+b") as file:
        file.truncate(65 * 2**20)
    json_file(tmp_path, "a.json", [vqa_row(), vqa_row(image_name="gone.jpg")])
    assert why(read(tmp_path, "vqa_rad")) == [reasons.IMAGE_TOO_LARGE, reasons.IMAGE_MISSING]


def test_slake_in_the_other_language(tmp_path: Path) -> None:
    write(tmp_path, "imgs/1.jpg", PICTURE)
    json_file(tmp_path, "validate.json", [vqa_row(q_lang="en"), vqa_row(q_lang="zh", answer="x")])
    over, found = read(tmp_path, "slake", language="zh")
    assert over == PassedOver("validate.json", reasons.OTHER_LANGUAGE, 0)
    assert isinstance(found, RawSample)
    assert (found.answer, found.split, found.key) == ("x", "validate", "validate.json#1")


def test_path_vqa_as_parquet(tmp_path: Path) -> None:
    image = {"bytes": PICTURE, "path": None}
    parquet_file(
        tmp_path, "data/test-0.parquet", [{"image": image, "question": "?", "answer": "no"}]
    )
    (found,) = read(tmp_path, "path_vqa")
    assert isinstance(found, RawSample)
    assert (found.images, found.answer_type, found.split) == ((PICTURE,), "closed", "test")


def test_path_vqas_pickles_are_refused_unopened(tmp_path: Path) -> None:
    write(tmp_path, "qas/train_vqa.pkl", b"cos\nsystem\n(S'false'\ntR.")
    with pytest.raises(DataError, match="pickles") as caught:
        read(tmp_path, "path_vqa")
    assert "Parquet" in caught.value.remedy


def test_vqa_med_has_three_or_four_fields_and_alternatives(tmp_path: Path) -> None:
    vqa_med(tmp_path)
    three, four = (one for one in read(tmp_path, "vqa_med") if isinstance(one, RawSample))
    assert (three.kind, three.answer, three.attributes) == ("question", "this", {})
    assert (four.kind, four.answer) == ("plane", "axial")
    assert four.alternatives == ("transverse",)


def test_vqa_med_has_its_rows_twice_and_lists_of_its_images(tmp_path: Path) -> None:
    """As the archives of the training set and of the test set unpack."""
    vqa_med(tmp_path)
    once = read(tmp_path, "vqa_med")
    write(tmp_path, "train/QAPairsByCategory/C1_Modality_train.txt", b"1|What is it?|this\n")
    write(tmp_path, "train/train_ImageIDs.txt", b"1\n2\n")
    write(tmp_path, "test/VQAMed2019_Test_Questions.txt", b"1|plane|What plane?\n")
    assert read(tmp_path, "vqa_med") == once


def test_the_real_vqa_rad(shared: Path) -> None:
    found = count(shared / "data/permissive/vqa/vqa_rad", "vqa_rad")
    assert found.splits == {"test": 347, "train": 1423}
    assert found.quarantined == []
    assert Counter(one.answer_type for one in found.samples) == {"closed": 1038, "open": 732}
    closed = [one.answer.lower() for one in found.samples if one.answer_type == "closed"]
    assert sum(answer not in ("yes", "no") for answer in closed) == 86
    assert len({one.images for one in found.samples}) == 248


@pytest.mark.parametrize(("language", "rows", "others"), [("en", 1730, 1663), ("zh", 1663, 1730)])
def test_the_real_questions_of_slake(language: str, rows: int, others: int, shared: Path) -> None:
    root = shared / "data/permissive/vqa_text_only/slake"
    found = count(root, "slake", pictures=True, language=language)
    assert (len(found.samples), found.quarantined, found.passed_over) == (rows, [], others)
    bare = count(root, "slake", language=language)
    assert {one.reason for one in bare.quarantined} == {reasons.IMAGE_MISSING}
    assert (len(bare.samples), len(bare.quarantined)) == (0, rows)


def test_the_real_questions_of_vqa_med(shared: Path) -> None:
    root = shared / "data/permissive/vqa_text_only/vqa_med_2019"
    found = count(root, "vqa_med", pictures=True)
    assert (len(found.samples), found.splits, found.quarantined) == (500, {"test": 500}, [])
    assert sum(bool(one.alternatives) for one in found.samples) == 12
    assert Counter(one.kind for one in found.samples) == dict.fromkeys(
        ("modality", "plane", "organ", "abnormality"), 125
    )
