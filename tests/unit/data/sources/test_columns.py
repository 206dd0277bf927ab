"""Rows whose columns the recipe names: Parquet, and the folders of Hugging Face datasets."""

from pathlib import Path

import pytest

from residency.data.raw import RawSample
from residency.data.sources import reasons
from residency.data.sources.reader import Record
from residency.errors import DataError
from tests.unit.data.sources.small_sets import (
    PICTURE,
    arrow_file,
    csv_file,
    json_lines,
    parquet_file,
    read,
    turns,
    write,
)
from tests.unit.data.sources.small_sets import (
    reasons as why,
)


def only(records: list[Record]) -> RawSample:
    (record,) = records
    assert isinstance(record, RawSample), record
    return record


IMAGE = {"bytes": PICTURE, "path": None}


@pytest.mark.parametrize(
    ("row", "kind", "answer"),
    [
        ({"image": PICTURE, "caption": "A lung."}, "caption", "A lung."),
        ({"image": IMAGE, "text": "A lung."}, "caption", "A lung."),
        ({"image": IMAGE, "label": 3}, "label", "3"),
        ({"images": [IMAGE, PICTURE], "conversations": turns("?", "a")}, "conversation", "a"),
        ({"question": "?", "answer": "b", "options": ["a", "b"]}, "choice", "B"),
        ({"question": "?", "answer": "B", "options": ["a", "b"]}, "choice", "B"),
        ({"question": "?", "answer": "yes"}, "question", "yes"),
        ({"text": "A chapter."}, "text", "A chapter."),
    ],
)
def test_what_a_row_has_decides_the_sample(
    row: dict[str, object], kind: str, answer: str, tmp_path: Path
) -> None:
    if "images" not in row:
        parquet_file(tmp_path, "validation-0.parquet", [row])
    else:
        arrow_rows = {**row, "images": [IMAGE, {"bytes": PICTURE, "path": "x"}]}
        parquet_file(tmp_path, "validation-0.parquet", [arrow_rows])
    sample = only(read(tmp_path, "parquet"))
    assert (sample.kind, sample.answer, sample.split) == (kind, answer, "validate")
    assert sum(turn.images for turn in sample.turns) == len(sample.images)


def test_the_recipe_names_columns_and_folders(tmp_path: Path) -> None:
    row = {"picture": "1.png", "q": "Which?", "a": "this", "who": "p7", "part": "test"}
    parquet_file(tmp_path, "rows.parquet", [row])
    write(tmp_path, "png/1.png", PICTURE)
    columns = {
        "image": "picture",
        "question": "q",
        "answer": "a",
        "patient": "who",
        "split": "part",
    }
    sample = only(read(tmp_path, "parquet", columns=columns, images="png"))
    assert (sample.images, sample.patient, sample.split) == ((PICTURE,), "p7", "test")


def test_an_image_of_another_kind_is_malformed(tmp_path: Path) -> None:
    parquet_file(tmp_path, "rows.parquet", [{"image": 7, "caption": "x"}])
    assert why(read(tmp_path, "parquet")) == [reasons.FIELD_WRONG]


def test_an_image_folder_has_its_rows_in_a_metadata_file(tmp_path: Path) -> None:
    write(tmp_path, "train/1.png", PICTURE)
    write(tmp_path, "test/2.png", PICTURE)
    json_lines(tmp_path, "train/metadata.jsonl", [{"file_name": "1.png", "text": "One."}])
    csv_file(tmp_path, "test/metadata.csv", [["file_name", "text"], ["2.png", "Two."]])
    found = [one for one in read(tmp_path, "hugging_face") if isinstance(one, RawSample)]
    assert [(one.answer, one.split) for one in found] == [("Two.", "test"), ("One.", "train")]


def test_a_damaged_state_is_the_users_mistake(tmp_path: Path) -> None:
    arrow_file(tmp_path, "data-00000-of-00001.arrow", [{"text": "x"}])
    assert only(read(tmp_path, "hugging_face")).kind == "text"
    write(tmp_path, "state.json", b"{")
    with pytest.raises(DataError, match="state"):
        read(tmp_path, "hugging_face")


def test_what_datasets_itself_saves_is_read(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    rows = {"question": ["a?", "b?"], "answer": ["x", "y"]}
    table = datasets.Dataset.from_dict(rows, split="validation")
    table.save_to_disk(str(tmp_path))
    found = [one for one in read(tmp_path, "hugging_face") if isinstance(one, RawSample)]
    assert [(one.answer, one.split) for one in found] == [("x", "validate"), ("y", "validate")]
