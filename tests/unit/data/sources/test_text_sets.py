"""PubMedQA, MedQA, MedMCQA and MedXpertQA: questions whose answers are told by the set."""

from pathlib import Path

import pytest

from residency.data.prompts import LETTER, YES_NO_MAYBE
from residency.data.raw import PassedOver, Quarantined, RawSample
from residency.data.sources import reasons
from residency.data.sources.reader import Record
from residency.errors import DataError
from tests.unit.data.sources.real_sets import count
from tests.unit.data.sources.small_sets import (
    json_file,
    json_lines,
    med_xpert_qa,
    parquet_file,
    pub_med_qa,
    read,
    write,
)

TEXT_QA = "data/permissive/text_qa"
MCQ: dict[str, object] = {"question": "Which?", "opa": "a", "opb": "b", "opc": "c", "opd": "d"}


def samples(records: list[Record]) -> list[RawSample]:
    return [one for one in records if isinstance(one, RawSample)]


def test_pub_med_qa_asks_with_its_context_and_takes_its_split_from_the_test_ids(
    tmp_path: Path,
) -> None:
    pub_med_qa(tmp_path)
    (found,) = samples(read(tmp_path, "pub_med_qa"))
    assert found.turns[0].text == f"It might.\nDoes it?\n{YES_NO_MAYBE}"
    assert (found.answer, found.split) == ("maybe", "test")
    json_file(tmp_path, "test_ground_truth.json", {"99": "yes"})
    (found,) = samples(read(tmp_path, "pub_med_qa"))
    assert found.split == "train"
    (tmp_path / "test_ground_truth.json").unlink()
    (found,) = samples(read(tmp_path, "pub_med_qa"))
    assert found.split == ""


def test_a_question_without_an_id_is_not_taken_for_training(tmp_path: Path) -> None:
    pub_med_qa(tmp_path)
    row = {"QUESTION": "Does it?", "CONTEXTS": ["It may."], "final_decision": "yes"}
    json_file(tmp_path, "ori_pqal.json", [row, {**row, "pmid": 11}, {**row, "pmid": "12"}])
    found = samples(read(tmp_path, "pub_med_qa"))
    assert [one.split for one in found] == ["", "test", "train"]


def test_test_ids_that_do_not_parse_are_the_users_mistake(tmp_path: Path) -> None:
    pub_med_qa(tmp_path)
    write(tmp_path, "test_ground_truth.json", b"{")
    with pytest.raises(DataError, match="test_ground_truth"):
        read(tmp_path, "pub_med_qa")


def test_med_qa_puts_its_options_by_letter(tmp_path: Path) -> None:
    row = {"question": "Which?", "options": {"B": "b", "A": "a"}, "answer_idx": "B"}
    by_text = {"question": "Which?", "options": {"A": "a", "B": "b"}, "answer": "b"}
    json_lines(tmp_path, "train.jsonl", [row, by_text])
    for found in samples(read(tmp_path, "med_qa")):
        assert found.turns[0].text == f"Which?\nA. a\nB. b\n{LETTER}"
        assert (found.answer, found.answer_type, found.split) == ("B", "closed", "train")


def test_med_mcqa_counts_from_1_in_its_files_and_from_0_in_parquet(tmp_path: Path) -> None:
    json_lines(tmp_path, "a/dev.json", [{**MCQ, "cop": number} for number in range(6)])
    parquet_file(tmp_path, "b/dev.parquet", [{**MCQ, "cop": number} for number in range(-1, 5)])
    found = samples(read(tmp_path, "med_mcqa"))
    assert [one.answer for one in found] == ["A", "B", "C", "D"] * 2


def test_a_test_set_without_answers_is_passed_over_and_a_training_row_is_not(
    tmp_path: Path,
) -> None:
    """The authors' test.json lacks `cop`, the hub's Parquet has -1: neither is a mistake."""
    bare = {name: value for name, value in MCQ.items() if name != "cop"}
    json_lines(tmp_path, "test.json", [bare, bare])
    parquet_file(tmp_path, "test-00000-of-00001.parquet", [{**MCQ, "cop": -1}])
    json_lines(tmp_path, "train.json", [bare, {**MCQ, "cop": 1}])
    found = read(tmp_path, "med_mcqa")
    over = [one for one in found if isinstance(one, PassedOver)]
    assert over == [
        PassedOver("test-00000-of-00001.parquet", reasons.UNLABELLED, 0),
        PassedOver("test.json", reasons.UNLABELLED, 0),
        PassedOver("test.json", reasons.UNLABELLED, 1),
    ]
    wrong = [one for one in found if isinstance(one, Quarantined)]
    assert wrong == [Quarantined("train.json", reasons.FIELD_WRONG, "NoneType", row=0)]
    assert len(samples(found)) == 1


def test_med_xpert_qa_has_several_images_and_no_options_twice(tmp_path: Path) -> None:
    med_xpert_qa(tmp_path)
    (found,) = samples(read(tmp_path, "med_xpert_qa"))
    assert len(found.images) == found.turns[0].images == 2
    assert found.turns[0].text.startswith("Which?\nA. a\nB. b\n")
    assert (found.answer, found.split) == ("E", "test")


@pytest.mark.parametrize(
    ("folder", "kind", "splits"),
    [
        ("pubmedqa_l", "pub_med_qa", {"test": 383, "train": 407}),
        ("medqa_usmle", "med_qa", {"test": 1042}),
        ("mmlu_medical", "med_qa", {"test": 874}),
        ("medmcqa", "med_mcqa", {"validate": 3298}),
        ("medxpertqa", "med_xpert_qa", {"": 1792}),
    ],
)
def test_the_real_sets(folder: str, kind: str, splits: dict[str, int], shared: Path) -> None:
    found = count(shared / TEXT_QA / folder, kind, pictures=True)
    assert found.splits == splits
    assert found.quarantined == []


def test_the_real_multimodal_questions_have_one_to_six_images(shared: Path) -> None:
    found = count(shared / TEXT_QA / "medxpertqa", "med_xpert_qa", pictures=True)
    numbers = [len(one.images) for one in found.samples]
    assert {n: numbers.count(n) for n in range(7)} == {
        0: 194, 1: 1243, 2: 204, 3: 52, 4: 16, 5: 63, 6: 20,
    }  # fmt: skip
    assert not any("Answer Choices" in one.turns[0].text for one in found.samples)
    assert len(count(shared / TEXT_QA / "medxpertqa", "med_xpert_qa").quarantined) == 1598
