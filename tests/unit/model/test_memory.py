"""What memory is left: the machine's, or the control group's where that is less."""

import math
from pathlib import Path

import pytest

from residency.model.memory import available_memory


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    path = tmp_path / "meminfo"
    path.write_text("MemTotal:       8 kB\nMemFree:        1 kB\nMemAvailable:   6 kB\n")
    return path


def group(folder: Path, limit: str) -> Path:
    (folder / "memory.max").write_text(f"{limit}\n")
    (folder / "memory.current").write_text("4500\n")
    (folder / "memory.stat").write_text("anon 1000\ninactive_file 3000\nactive_file 400\n")
    return folder


def test_files_that_the_kernel_gives_up_are_free(machine: Path, tmp_path: Path) -> None:
    assert available_memory(machine, group(tmp_path, "5000")) == 5000 - 4500 + 3400
    assert available_memory(machine, group(tmp_path, "50000")) == 6 * 1024
    assert available_memory(machine, group(tmp_path, "max")) == 6 * 1024


def test_where_nobody_says_there_is_enough(machine: Path, tmp_path: Path) -> None:
    assert available_memory(machine, tmp_path / "none") == 6 * 1024
    assert available_memory(tmp_path / "none", tmp_path / "none") == math.inf
