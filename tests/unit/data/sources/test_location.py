"""Roots of sources: folders and the data of installed packages."""

import sys
from pathlib import Path

import pytest

from residency.data.sources.location import list_files, resolve_root
from residency.errors import DataError


def test_a_package_is_located_without_importing_it() -> None:
    root = resolve_root("package://data_store/data", Path())
    assert root.is_dir()
    assert "data_store" not in sys.modules


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("package://no_such_package/x", "not installed"),
        ("package://pydicom/../../x", "not a package location"),
        ("package://", "not a package location"),
        ("nowhere", "no such folder"),
    ],
)
def test_a_wrong_location_says_what_to_do(location: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=words) as caught:
        resolve_root(location, tmp_path)
    assert caught.value.remedy


def test_files_are_listed_sorted_without_code_and_without_links_outside(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "b").mkdir(parents=True)
    for name in ("b/2", "a", "code.py"):
        (root / name).write_text("x")
    (tmp_path / "outside").write_text("x")
    (root / "link").symlink_to(tmp_path / "outside")
    assert list_files(root) == ("a", "b/2")
