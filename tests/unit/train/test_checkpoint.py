"""Only a committed, whole and matching checkpoint is used; the one before it stands in."""

import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch

from residency.errors import EnvironmentProblem, ResidencyError
from residency.train.checkpoint import (
    newest_checkpoint,
    restore_checkpoint,
    save_checkpoint,
    step_folder,
)
from residency.train.engine import ParameterState, TrainEngine

FINGERPRINT = "a" * 64


class Weights:
    """An engine of one rank that holds two parameters and trains nothing."""

    rank, world_size = 0, 1

    def __init__(self, value: float = 0.0) -> None:
        self.values = {name: torch.full((3,), value) for name in ("a", "b")}
        self.steps = 0

    def trained(self) -> Sequence[str]:
        return tuple(self.values)

    def read_state(self, name: str) -> ParameterState:
        value = self.values[name]
        return ParameterState(value, value + 1, value + 2)

    def write_state(self, name: str, state: ParameterState) -> None:
        self.values[name] = state.weight

    def set_steps(self, steps: int) -> None:
        self.steps = steps

    def sum(self, values: Sequence[float]) -> list[float]:
        return list(values)

    def barrier(self) -> None:
        """There is nobody to wait for."""

    accumulate = update = weights = None


def engine(value: float = 0.0) -> TrainEngine:
    made: object = Weights(value)
    assert isinstance(made, Weights)
    return made  # type: ignore[return-value]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    for step in (2, 4, 6):
        save_checkpoint(engine(float(step)), tmp_path, step, FINGERPRINT)
    return tmp_path


def test_the_last_two_are_kept_and_the_newest_is_restored(saved: Path) -> None:
    assert sorted(p.name for p in saved.iterdir()) == ["step-000004", "step-000006"]
    found = newest_checkpoint(saved, FINGERPRINT)
    assert found is not None
    restored = Weights()
    restore_checkpoint(restored, found)  # type: ignore[arg-type]
    assert restored.steps == 6
    assert restored.values["b"].tolist() == [6.0, 6.0, 6.0]


def flip_a_bit(folder: Path) -> None:
    path = next(folder.glob("state-*"))
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def truncate(folder: Path) -> None:
    path = next(folder.glob("state-*"))
    path.write_bytes(path.read_bytes()[:-4])


def uncommit(folder: Path) -> None:
    (folder / "COMMIT").unlink()


def swap(folder: Path) -> None:
    older = next(step_folder(folder.parent, 4).glob("state-*"))
    (folder / older.name).write_bytes(older.read_bytes())


def lose_a_file(folder: Path) -> None:
    next(folder.glob("state-*")).unlink()


def edit_the_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"step": 6', '"step": 7').replace("a", "a "))


@pytest.mark.parametrize(
    "damage", [flip_a_bit, truncate, uncommit, swap, lose_a_file, edit_the_manifest]
)
def test_a_damaged_checkpoint_is_passed_over(saved: Path, damage: Callable[[Path], None]) -> None:
    damage(step_folder(saved, 6))
    found = newest_checkpoint(saved, FINGERPRINT)
    assert found is not None
    assert found.step == 4


def test_another_steps_checkpoint_is_not_used(saved: Path) -> None:
    assert newest_checkpoint(saved, "b" * 64) is None


def test_other_parameters_are_refused(saved: Path) -> None:
    found = newest_checkpoint(saved, FINGERPRINT)
    assert found is not None
    other = Weights()
    del other.values["b"]
    with pytest.raises(ResidencyError, match="other parameters"):
        restore_checkpoint(other, found)  # type: ignore[arg-type]


@contextmanager
def tiny_disk() -> Iterator[None]:
    """No file grows beyond 64 bytes: the system call fails as it does on a full disk.

    No longer than for one call: the limit holds for the test runner's own output too.
    """
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)


def test_what_cannot_be_written_is_an_error_of_every_rank(tmp_path: Path) -> None:
    """safetensors raises an error of its own, which is no OSError."""
    written = engine()
    told = "step 2 could not be written by 1 of 1 ranks"
    with pytest.raises(EnvironmentProblem, match=told), tiny_disk():
        save_checkpoint(written, tmp_path, 2, FINGERPRINT)
    assert newest_checkpoint(tmp_path, FINGERPRINT) is None
