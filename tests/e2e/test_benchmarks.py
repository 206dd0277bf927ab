"""The benchmarks run: `--quick --json FILE` leaves rows of the shape that programs read."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FIELDS = {"name", "peer", "ours", "theirs", "ratio", "spread", "equal"}


Quick = Callable[..., dict[str, Any]]


@pytest.fixture
def quick(repository: Path, tmp_path: Path) -> Quick:
    """What a benchmark writes with --quick, run from a folder that is not the repository."""

    def run(script: str, *options: str, timeout: int) -> dict[str, Any]:
        found = tmp_path / "found.json"
        path = repository / "benchmarks" / script
        done = subprocess.run(
            [sys.executable, str(path), "--quick", "--json", str(found), *options],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(repository / "platform")},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        document: dict[str, Any] = json.loads(found.read_text())
        assert document["quick"] is True
        return document

    return run


def test_the_growth_of_the_search_for_near_duplicates(quick: Quick) -> None:
    document = quick("near_duplicates.py", timeout=300)
    assert [row["rows"] for row in document["rows"]] == [10_000, 100_000]
    assert all(row["recall"] >= 0.99 for row in document["rows"])


def test_the_goodput_of_given_parts(quick: Quick) -> None:
    document = quick("goodput.py", "--parts", "10", "3", "60", "300", timeout=60)
    assert [row["between"] for row in document["rows"]] == ["1 h", "6 h", "24 h", "7 d"]
    shares = [row["simulated"]["mean"] for row in document["rows"]]
    assert shares == sorted(shares)


def test_everybody_prepares_and_reads_the_same_rows(quick: Quick) -> None:
    document = quick("data.py", timeout=500)
    peers = {row["peer"].partition(",")[0] for row in document["rows"] if row["equal"]}
    assert peers == {"ours", "ray.data", "DataLoader", "datasets", "webdataset"}
    assert document["notes"]["read: ours"]["peak MiB"] > 0


def test_everybody_trains_alike(quick: Quick) -> None:
    document = quick("train.py", timeout=500)
    peers = {row["peer"] for row in document["rows"] if row["equal"]}
    assert peers == {"PyTorch loop", "DeepSpeed loop", "Trainer"}
    notes = document["notes"]["tiny, ZeRO-2, 2 ranks, Trainer"]
    assert notes["our peak MiB"] > 0
    assert notes["losses apart, first 5 steps"] <= 1e-5


def test_checkpoints_change_nothing_that_is_learned(quick: Quick) -> None:
    document = quick("checkpointing.py", timeout=300)
    assert document["figures"]["checkpoints"] == 2
    assert document["figures"]["losses apart"] <= 1e-5


def test_the_overhead_of_whole_processes(quick: Quick) -> None:
    document = quick("overhead.py", "--only", "cached", "--only", "help", timeout=120)
    assert [set(row) for row in document["rows"]] == [FIELDS, FIELDS]
    assert [(row["equal"], row["spread"]) for row in document["rows"]] == [(True, None)] * 2
