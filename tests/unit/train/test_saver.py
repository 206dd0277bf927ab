"""Checkpoints behind training: what blocks is the copy, and ranks go on in step."""

import threading
from contextlib import closing
from pathlib import Path
from typing import Any

from safetensors.torch import load_file

from residency.errors import EnvironmentProblem, ResidencyError
from residency.train.checkpoint import newest_checkpoint
from residency.train.saver import Saver
from residency.train.standing import Standing, position_after
from tests.unit.train.engine_of_weights import Weights

FINGERPRINT = "a" * 64
INPUTS = {"shards": "1" * 64, "model": "2" * 64}


class Rank(Weights):
    """One of two ranks that are threads of this process."""

    world_size = 2

    def __init__(self, rank: int, meeting: "Meeting") -> None:
        super().__init__(float(rank))
        self.rank, self._meeting = rank, meeting  # type: ignore[misc]

    def sum(self, values: Any) -> list[float]:
        return self._meeting.sum(self.rank, list(values))

    def barrier(self) -> None:
        self._meeting.sum(self.rank, [])


class Meeting:
    """Where two ranks add up; it fails where they bring different things."""

    def __init__(self) -> None:
        self._brought: dict[int, list[float]] = {}
        self._barrier = threading.Barrier(2, timeout=20)

    def sum(self, rank: int, values: list[float]) -> list[float]:
        self._brought[rank] = values
        self._barrier.wait()
        total = [a + b for a, b in zip(self._brought[0], self._brought[1], strict=True)]
        self._barrier.wait()
        return total


def standing(step: int) -> Standing:
    position = position_after(step, seed=3, rows=10, batch=4, inputs=INPUTS)
    return Standing(step=step, position=position, tokens=1, target_tokens=1, loss=1.0)


def run_ranks(root: Path, body: Any) -> list[ResidencyError | None]:
    meeting, ends = Meeting(), dict[int, ResidencyError | None]()

    def one(rank: int) -> None:
        engine: Any = Rank(rank, meeting)
        try:
            with closing(Saver(engine, root, FINGERPRINT)) as saver:
                body(engine, saver)
            ends[rank] = None
        except ResidencyError as error:
            ends[rank] = error

    threads = [threading.Thread(target=one, args=(rank,)) for rank in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [ends[0], ends[1]]


def test_a_checkpoint_is_committed_at_a_later_boundary_and_ranks_share_it(tmp_path: Path) -> None:
    boundaries = []

    def body(engine: Any, saver: Saver) -> None:
        saver.save(standing(2))
        for number in range(10_000):
            saver.advance(*engine.sum(saver.signals()))
            if list(tmp_path.glob("step-*/*/COMMIT")) and engine.rank == 0:
                boundaries.append(number)
            if engine.sum([float(bool(boundaries))])[0]:
                break
        saver.settle()

    assert run_ranks(tmp_path, body) == [None, None]
    checkpoint = newest_checkpoint(tmp_path, FINGERPRINT).checkpoint
    assert checkpoint is not None
    assert [file.name[:11] for file in checkpoint.manifest.files] == ["state-00000", "state-00001"]
    assert boundaries


def test_what_fails_on_one_rank_is_an_error_of_both(tmp_path: Path) -> None:
    def body(engine: Any, saver: Saver) -> None:
        if (
            engine.rank == 1
        ):  # another's file takes the place of the folder: only this rank's fails
            step = tmp_path / "step-000002"
            step.mkdir()
            (step / f"attempt-{saver.attempt}").write_text("")
        engine.barrier()
        saver.save(standing(2))
        saver.settle()

    ends = run_ranks(tmp_path, body)
    assert all(isinstance(end, EnvironmentProblem) for end in ends), ends
    assert newest_checkpoint(tmp_path, FINGERPRINT).checkpoint is None


def test_one_is_on_its_way_at_most(tmp_path: Path) -> None:
    def body(engine: Any, saver: Saver) -> None:
        for step in (2, 4, 6):
            saver.save(standing(step))
            committed = len(list(tmp_path.glob("step-*/*/COMMIT")))
            assert committed >= min(step // 2 - 1, 2)  # all before it are done
        saver.settle()

    assert run_ranks(tmp_path, body) == [None, None]


def test_later_changes_of_the_weights_are_not_in_it(tmp_path: Path) -> None:
    engine: Any = Weights(1.0)
    with closing(Saver(engine, tmp_path, FINGERPRINT)) as saver:
        saver.save(standing(2))
        engine.values["a"].fill_(9.0)
        saver.settle()
    (path,) = tmp_path.glob("step-*/*/state-*")
    assert [load_file(path)[f"weight/{n}/a"].item() for n in range(3)] == [1.0, 1.0, 1.0]
