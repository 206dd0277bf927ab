"""A folder of a disk: links that lead out are no part of it, and names never do."""

from pathlib import Path

import pytest

from residency.data.sources.folder import FileTooLarge
from residency.data.sources.names import is_inside, split_of_name, split_word
from residency.errors import DataError
from tests.unit.data.sources.small_sets import folder_of, write


def test_links_inside_are_files_and_links_outside_are_not(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(root, "a/1.png", b"x")
    write(tmp_path, "outside/2.png", b"y")
    (root / "inside.png").symlink_to(root / "a/1.png")
    (root / "outside.png").symlink_to(tmp_path / "outside/2.png")
    (root / "outside").symlink_to(tmp_path / "outside")
    (root / "broken.png").symlink_to(root / "gone")
    folder = folder_of(root)
    assert [entry.name for entry in folder.files()] == ["a/1.png", "inside.png"]
    with pytest.raises(DataError, match="outside"):
        folder.read("outside.png", 10)
    with pytest.raises(DataError, match="outside"):
        folder.open("outside/2.png")


def test_a_folder_that_cannot_be_listed_is_no_empty_one(tmp_path: Path) -> None:
    assert list(folder_of(tmp_path).files("absent")) == []
    with pytest.raises(DataError, match="cannot be listed") as raised:
        list(folder_of(tmp_path).files("Doe" * 100))  # longer than a name may be
    assert "Doe" not in str(raised.value)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    write(tmp_path, "a", b"123")
    assert folder_of(tmp_path).read("a", 3) == b"123"
    with pytest.raises(FileTooLarge):
        folder_of(tmp_path).read("a", 2)


@pytest.mark.parametrize("name", ["a", "a/b.png", "a b/\N{SNOWMAN}.png", "..a/b..", "x" * 255])
def test_plain_names_are_inside(name: str) -> None:
    assert is_inside(name)


@pytest.mark.parametrize(
    "name", ["", "/a", "..", "a/../../b", "C:/a", "a\\b", "a\0", "x" * 256, "x/" * 600, "\ud800"]
)
def test_other_names_are_not(name: str) -> None:
    assert not is_inside(name)


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("train.json", "train"), ("data/validation-00000-of-00001-ab.parquet", "validate"),
        ("valid.jsonl", "validate"), ("dev.jsonl", "validate"), ("test_4opt.jsonl", "test"),
        ("test/data-0.arrow", "test"), ("phrases_no_exclude_train.jsonl", "train"),
        ("VQAMed2019_Test_Questions_w_Ref_Answers.txt", "test"), ("contest/latest.json", ""),
        ("test/train.json", "train"), ("rows.csv", ""),
    ],
)  # fmt: skip
def test_a_name_tells_its_split(name: str, split: str) -> None:
    assert split_of_name(name) == split


def test_words_of_splits_are_normalised() -> None:
    found = [split_word(word) for word in ("Train", "train_or_dev", "val", "TEST", "heldout", "")]
    assert found == ["train", "train", "validate", "test", "", ""]
