"""Bad input, as a person meets it: exit code 2, words with the remedy, and no traceback.

Mistakes in the file itself, a taken port and two runs at once have their tests beside.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from residency.data.sources.location import resolve_root
from residency.wiring import Residency, Settings
from tests.e2e.command import QUICKSTART, ROOT, environment, residency

SCANS = "package://pydicom/data/test_files"


def refused(home: Path, *arguments: str) -> str:
    """What a refused command said, on one line."""
    result = residency(home, *arguments)
    told = " ".join(result.err.split())
    assert result.code == 2, told
    assert "Traceback" not in told
    return told


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def starter(home: Path, tmp_path: Path) -> Path:
    """The pipeline that `residency init` writes."""
    written = residency(home, "init", str(tmp_path))
    assert written.code == 0, written.err
    return tmp_path / "pipeline.yaml"


def test_what_init_writes_gets_through_its_own_ingest(home: Path, starter: Path) -> None:
    """Its limits hold on the files that it names: the rest is the quickstart's."""
    shown = residency(home, "plan", str(starter))
    assert shown.code == 0, shown.err
    application = Residency(Settings(home))
    plan = application.plan(application.load(str(starter)))
    done = residency(home, "step", application.write_plan(plan), "ingest.images")
    assert done.code == 0, done.err[-2000:]


def test_an_empty_dataset_says_what_the_filters_dropped(home: Path, starter: Path) -> None:
    scans = starter.parent / "scans"
    scans.mkdir()
    shutil.copy(resolve_root(SCANS, Path()) / "CT_small.dcm", scans)
    values = {
        "datasets.images.source.dicom.paths": f"[{scans}]",
        "datasets.images.filters": "[{name: min-side, value: 4096.0}]",
    }
    told = refused(home, "run", str(starter), *overrides(values))
    assert "images@1: no record is left after filtering (dropped: {'min-side': 1})" in told
    assert "Relax the filters" in told


def overrides(values: dict[str, str]) -> Sequence[str]:
    return [word for path, value in values.items() for word in ("--set", f"{path}={value}")]


def pretrained(folder: str | Path) -> Sequence[str]:
    """The recipe over a text model, with its tokenizer, from a folder."""
    return overrides({"model.text.path": str(folder), "model.tokenizer.path": str(folder)})


def test_a_missing_model_folder_is_named_and_no_run_starts(home: Path, starter: Path) -> None:
    told = refused(home, "run", str(starter), *pretrained("nowhere"))
    assert f"Model folder {starter.parent}/nowhere does not exist" in told
    assert "copy the model there, or correct the path" in told


def test_a_folder_of_the_clusters_may_be_planned_with_and_is_said_to_be_unseen(
    home: Path, starter: Path
) -> None:
    planned = residency(home, "plan", str(starter), *pretrained("nowhere"))
    assert planned.code == 0, planned.err
    assert "model.text.path: nowhere is not on this machine and was not looked at" in planned.err


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("pytorch_model.bin", "", "a pickle runs code when it is loaded"),
        ("config.json", '{"auto_map": {"AutoModel": "own.Model"}}', "key 'auto_map'"),
    ],
)
def test_a_model_folder_that_could_run_code_is_refused(
    home: Path, starter: Path, file: str, content: str, words: str
) -> None:
    folder = starter.parent / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / file).write_text(content)
    told = refused(home, "run", str(starter), *pretrained(folder))
    assert f"{folder}/{file}" in told
    assert words in told


def test_a_full_disk_is_named_before_anything_is_spent(tmp_path: Path) -> None:
    """A real file system of 40 MiB, in a mount namespace of a child process."""
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-Urm", "true"]).returncode:
        pytest.skip("this machine lets nobody make a mount namespace: no small disk to fill")
    mount = 'mount -t tmpfs -o size=40m tmpfs "$0" && exec "$@"'
    done = subprocess.run(
        [
            *("unshare", "-Urm", "sh", "-c", mount, str(tmp_path)),
            *(sys.executable, "-m", "residency", "run", QUICKSTART),
        ],
        cwd=ROOT,
        env=environment(tmp_path / "home"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert f"{tmp_path}/home has 39 MiB of free space, a run needs 1024" in done.stderr
    assert "set RESIDENCY_HOME to a folder of a larger disk" in done.stderr
    assert "Traceback" not in done.stderr
