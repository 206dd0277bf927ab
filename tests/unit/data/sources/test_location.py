"""Roots of sources: folders and the data of installed packages."""

import subprocess
import sys
from pathlib import Path

import pytest

from residency.data.sources.location import resolve_root
from residency.errors import DataError


def test_a_package_is_located_without_importing_it() -> None:
    imported = "import sys; from pathlib import Path; from residency.data.sources.location import "
    imported += "resolve_root; print(resolve_root('package://data_store/data', Path()).is_dir())"
    code = f"{imported}; sys.exit('data_store' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "True"


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
