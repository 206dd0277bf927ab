"""The benchmarks run: `--quick --json FILE` leaves rows of the shape that programs read."""

import json
import os
import subprocess
import sys
from pathlib import Path

FIELDS = {"name", "peer", "ours", "theirs", "ratio", "spread", "equal"}


def test_the_growth_of_the_search_for_near_duplicates(repository: Path, tmp_path: Path) -> None:
    found = tmp_path / "near.json"
    script = repository / "benchmarks" / "near_duplicates.py"
    done = subprocess.run(
        [sys.executable, str(script), "--quick", "--json", str(found)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(repository / "platform")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    document = json.loads(found.read_text())
    assert document["quick"] is True
    assert [row["rows"] for row in document["rows"]] == [10_000, 100_000]
    assert all(row["recall"] >= 0.99 for row in document["rows"])


def test_everybody_prepares_and_reads_the_same_rows(repository: Path, tmp_path: Path) -> None:
    found = tmp_path / "data.json"
    script = repository / "benchmarks" / "data.py"
    done = subprocess.run(
        [sys.executable, str(script), "--quick", "--json", str(found)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(repository / "platform")},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    document = json.loads(found.read_text())
    assert document["quick"] is True
    peers = {row["peer"].partition(",")[0] for row in document["rows"] if row["equal"]}
    assert peers == {"ours", "ray.data", "DataLoader", "datasets", "webdataset"}
    assert document["notes"]["read: ours"]["peak MiB"] > 0


def test_the_overhead_of_whole_processes(repository: Path, tmp_path: Path) -> None:
    found = tmp_path / "overhead.json"
    script = repository / "benchmarks" / "overhead.py"
    chosen = ("--only", "cached", "--only", "help")
    done = subprocess.run(
        [sys.executable, str(script), "--quick", "--json", str(found), *chosen],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(repository / "platform")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    document = json.loads(found.read_text())
    assert document["quick"] is True
    assert [set(row) for row in document["rows"]] == [FIELDS, FIELDS]
    assert [(row["equal"], row["spread"]) for row in document["rows"]] == [(True, None)] * 2
