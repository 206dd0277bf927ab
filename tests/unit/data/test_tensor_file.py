"""A safetensors file written piece by piece."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save

from residency.data.tensor_file import HashedFile, describe, header, mapped, places

ARRAYS = {
    "words": np.arange(6, dtype=np.int32).reshape(2, 3),
    "nothing": np.zeros((0, 1, 4), np.uint8),
    "bytes": np.arange(5, dtype=np.uint8),
}


def written(path: Path) -> HashedFile:
    with HashedFile(path) as file:
        file.write(header([describe(name, array) for name, array in ARRAYS.items()]))
        for array in ARRAYS.values():
            file.write(array)
    return file


def test_the_library_loads_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    file = written(path)
    loaded = load_file(path)
    assert set(loaded) == set(ARRAYS)
    assert all(np.array_equal(loaded[name], array) for name, array in ARRAYS.items())
    assert all(loaded[name].dtype == array.dtype for name, array in ARRAYS.items())
    content = path.read_bytes()
    assert (file.bytes, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_tensors_are_seen_where_they_lie(tmp_path: Path) -> None:
    """Also in a file that the library wrote, whose order is another."""
    written(tmp_path / "ours.safetensors")
    (tmp_path / "theirs.safetensors").write_bytes(save(ARRAYS))
    for path in tmp_path.iterdir():
        content = mapped(path)
        lies = places(content[:])
        for name, array in ARRAYS.items():
            assert np.array_equal(lies[name].seen_in(content), array)
        with pytest.raises(ValueError, match="buffer"):
            lies["words"].seen_in(content[: lies["words"].start])


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"

    def cut_short() -> None:
        with HashedFile(path) as file:
            file.write(b"half")
            raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        cut_short()
    assert not path.exists()
    written(path)
    assert path.exists()
