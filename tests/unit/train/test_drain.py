"""A machine that has to go asks whoever trains on it to stop, and waits for them."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from residency.train.drain import VARIABLE, drain, drainable, main
from residency.train.payload import Ending, TrainPayload
from residency.train.worker import run_worker
from tests.unit.train.test_worker import plain

MakePayload = Callable[..., TrainPayload]
TRAINS_ON = """
import pathlib, sys
from residency.train.drain import drainable
with drainable(pathlib.Path(sys.argv[1])):
    print("trains", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "drain"))
    return tmp_path / "drain"


def test_each_that_trains_is_asked_and_waited_for(folder: Path, tmp_path: Path) -> None:
    stops = [tmp_path / name for name in ("a", "b")]
    with drainable(stops[0]), drainable(stops[1]):
        asked = threading.Thread(target=drain, args=(folder, lambda _: seen.set()))
        seen = threading.Event()
        asked.start()
        assert seen.wait(10)
        assert all(stop.exists() for stop in stops)
        assert asked.is_alive()
    asked.join(10)
    assert not asked.is_alive()
    assert list(folder.iterdir()) == []


def test_who_died_is_not_waited_for(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", TRAINS_ON, str(tmp_path / "stop")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as dying:
        assert dying.stdout is not None
        assert dying.stdout.readline() == b"trains\n"
        dying.kill()
    assert len(list(folder.iterdir())) == 1
    drain(folder)
    assert not (tmp_path / "stop").exists()


def test_training_ends_with_a_checkpoint_and_says_so(
    folder: Path, make_payload: MakePayload
) -> None:
    payload = make_payload()
    asked = threading.Thread(target=drain, args=(folder,))
    with drainable(Path(payload.folder) / "STOP"):  # as the driver's machine does
        asked.start()
        while not (Path(payload.folder) / "STOP").exists():
            pass
        outcome = run_worker(payload, plain)
    asked.join(10)
    assert (outcome.ending, outcome.steps) == (Ending.PREEMPTED, 1)
    assert not asked.is_alive()


def test_without_the_variable_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert VARIABLE not in os.environ
    with drainable(tmp_path / "stop"):
        assert list(tmp_path.iterdir()) == []
    assert main() == 2
    assert VARIABLE in capsys.readouterr().err


def test_the_hook_imports_no_machinery() -> None:
    """It runs where a pod is about to end: seconds count."""
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import residency.train.drain"],
        capture_output=True, text=True, check=True,
    ).stderr  # fmt: skip
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in told.splitlines()}
    assert not imported & {"torch", "pydantic", "numpy", "ray"}
