"""Only a committed, whole and matching checkpoint is used; the one before it stands in."""

import json
import resource
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file, save_file

from residency.errors import CheckpointsDamaged, EnvironmentProblem, ResidencyError
from residency.train.checkpoint import (
    COMMIT,
    MANIFEST,
    Checkpoint,
    Manifest,
    attempt_folder,
    attempt_folders,
    newest_checkpoint,
    restore_checkpoint,
)
from residency.train.durable import digest, write_once
from residency.train.marks import Mark
from residency.train.resume import resume
from residency.train.saver import Saver
from residency.train.standing import Position, Standing, position_after
from tests.unit.train.engine_of_weights import Weights

FINGERPRINT = "a" * 64
INPUTS = {"shards": "1" * 64, "model": "2" * 64}
LOSSES = {2: 3.0, 4: 1.0, 6: 2.0, 8: 1.5}


def position(step: int) -> Position:
    return position_after(step, seed=3, rows=10, batch=4, inputs=INPUTS)


def standing(step: int) -> Standing:
    return Standing(
        step=step,
        position=position(step),
        tokens=step * 100,
        target_tokens=step * 10,
        loss=LOSSES.get(step),
    )


def save(root: Path, *steps: int) -> str:
    """By one attempt, one after another; its name."""
    made: Any = Weights()
    with closing(Saver(made, root, FINGERPRINT)) as saver:
        for step in steps:
            made.values["b"].fill_(float(step))
            saver.save(standing(step))
            saver.settle()
        return saver.attempt


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Checkpoints of steps 4 and 6, the first of an attempt of its own."""
    save(tmp_path, 4)
    save(tmp_path, 6)
    return tmp_path


def folder_of(root: Path, step: int) -> Path:
    (found,) = root.glob(f"step-{step:06d}/attempt-*")
    return found


def steps_in(root: Path) -> list[str]:
    return sorted(path.name for path in root.glob("step-*"))


def found_in(root: Path) -> Checkpoint:
    checkpoint = newest_checkpoint(root, FINGERPRINT).checkpoint
    assert checkpoint is not None
    return checkpoint


def test_the_newest_is_restored(saved: Path) -> None:
    found = found_in(saved)
    restored: Any = Weights()
    restore_checkpoint(restored, found)
    assert restored.steps == 6
    assert restored.values["b"].tolist() == [6.0, 6.0, 6.0]
    assert found.manifest.standing == standing(6)


def test_nothing_is_found_where_nothing_was_committed(tmp_path: Path) -> None:
    assert newest_checkpoint(tmp_path / "absent", FINGERPRINT).checkpoint is None
    save(tmp_path, 2)
    (folder_of(tmp_path, 2) / "COMMIT").unlink()
    (tmp_path / "latest").unlink()  # as when the first one was never finished
    assert newest_checkpoint(tmp_path, FINGERPRINT).checkpoint is None


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


def take_the_shard_of_another_step(folder: Path) -> None:
    older = next(folder_of(folder.parent.parent, 4).glob("state-*"))
    (folder / older.name).write_bytes(older.read_bytes())


def lose_a_file(folder: Path) -> None:
    next(folder.glob("state-*")).unlink()


def edit_the_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"step": 6', '"step": 7'))


def write_half_a_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes()[:200])


def take_the_commit_of_another_attempt(folder: Path) -> None:
    other = folder_of(folder.parent.parent, 4)
    (folder / "COMMIT").write_bytes((other / "COMMIT").read_bytes())


def become_another_attempt(folder: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(folder_of(folder.parent.parent, 4), folder)


def garble_the_commit(folder: Path) -> None:
    (folder / "COMMIT").write_bytes(b"\xff\x00")


DAMAGES = [
    flip_a_bit,
    truncate,
    uncommit,
    take_the_shard_of_another_step,
    lose_a_file,
    edit_the_manifest,
    write_half_a_manifest,
    take_the_commit_of_another_attempt,
    become_another_attempt,
    garble_the_commit,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_checkpoint_is_passed_over(saved: Path, damage: Callable[[Path], None]) -> None:
    damage(folder_of(saved, 6))
    found = newest_checkpoint(saved, FINGERPRINT)
    assert found.checkpoint is not None
    assert found.checkpoint.step == 4
    told = () if damage is uncommit else ("step-000006",)
    assert [reason.partition("/")[0] for reason in found.passed_over] == list(told)


@pytest.mark.parametrize("damage", [d for d in DAMAGES if d is not uncommit])
def test_with_none_left_nothing_starts_over_in_silence(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    save(tmp_path, 4)
    save(tmp_path, 6)
    damage(folder_of(tmp_path, 6))
    flip_a_bit(folder_of(tmp_path, 4))
    with pytest.raises(CheckpointsDamaged, match="not what was written"):
        newest_checkpoint(tmp_path, FINGERPRINT)


def test_a_pointer_to_nothing_at_all_is_progress_that_was_lost(saved: Path) -> None:
    for folder in saved.glob("step-*"):
        shutil.rmtree(folder)
    with pytest.raises(CheckpointsDamaged, match="latest"):
        newest_checkpoint(saved, FINGERPRINT)


@pytest.mark.parametrize("content", [None, "step-000004/attempt-x", "", "\0", "../../etc"])
def test_the_pointer_is_a_hint(saved: Path, content: str | None) -> None:
    pointer = saved / "latest"
    assert (saved / pointer.read_text().strip()) == folder_of(saved, 6)
    pointer.unlink()
    if content is not None:
        pointer.write_text(content)
    assert found_in(saved).step == 6


def test_another_versions_checkpoint_is_refused(saved: Path) -> None:
    with pytest.raises(CheckpointsDamaged, match="another version of the step"):
        newest_checkpoint(saved, "b" * 64)


def test_other_parameters_are_refused(saved: Path) -> None:
    other: Any = Weights()
    del other.values["b"]
    with pytest.raises(ResidencyError, match="other parameters"):
        restore_checkpoint(other, found_in(saved))


@pytest.mark.parametrize(
    ("seed", "rows", "batch"), [(4, 10, 4), (3, 11, 4), (3, 10, 2)], ids=["seed", "rows", "batch"]
)
def test_another_place_in_the_data_is_refused(
    saved: Path, seed: int, rows: int, batch: int
) -> None:
    engine: Any = Weights()
    with pytest.raises(ResidencyError, match="elsewhere in the data"):
        resume(
            engine,
            saved,
            FINGERPRINT,
            lambda step: position_after(step, seed, rows, batch, INPUTS),
        )
    assert engine.steps == 0  # nothing was restored
    assert resume(engine, saved, FINGERPRINT, position).standing == standing(6)


def test_other_shards_under_the_same_fingerprint_are_refused(saved: Path) -> None:
    engine: Any = Weights()
    other = {"inputs": INPUTS | {"shards": "3" * 64}}
    with pytest.raises(ResidencyError, match="data: shards 111111111111, here 333333333333"):
        resume(engine, saved, FINGERPRINT, lambda step: position(step).model_copy(update=other))
    assert engine.steps == 0


def test_a_checkpoint_that_does_not_say_what_it_was_made_of_is_refused(saved: Path) -> None:
    for folder in saved.glob("step-*/attempt-*"):
        manifest = json.loads((folder / MANIFEST).read_bytes())
        manifest["schemaVersion"] = 2
        del manifest["standing"]["position"]["inputs"]
        (folder / MANIFEST).write_text(json.dumps(manifest))
        (folder / COMMIT).write_text(digest(folder / MANIFEST))
    with pytest.raises(CheckpointsDamaged, match="may not say what data it was made of"):
        newest_checkpoint(saved, FINGERPRINT)


def test_another_order_of_rows_is_refused(saved: Path) -> None:
    engine: Any = Weights()
    other = {"next_rows": "0" * 64}
    with pytest.raises(ResidencyError, match="next_rows"):
        resume(engine, saved, FINGERPRINT, lambda step: position(step).model_copy(update=other))


def test_the_last_two_and_the_best_are_kept(tmp_path: Path) -> None:
    save(tmp_path, 2, 4, 6, 8)
    assert steps_in(tmp_path) == ["step-000004", "step-000006", "step-000008"]  # 4 is the best


def test_what_is_damaged_does_not_count_among_the_last_two(tmp_path: Path) -> None:
    made: Any = Weights()
    with closing(Saver(made, tmp_path, FINGERPRINT)) as saver:
        for step in (10, 12, 14):
            saver.save(standing(step))
            saver.settle()
            if step == 12:
                flip_a_bit(folder_of(tmp_path, step))
    assert steps_in(tmp_path) == ["step-000010", "step-000014"]


def test_nothing_goes_while_fewer_than_two_are_whole(tmp_path: Path) -> None:
    made: Any = Weights()
    with closing(Saver(made, tmp_path, FINGERPRINT)) as saver:
        for step in (10, 12):
            saver.save(standing(step))
            saver.settle()
            flip_a_bit(folder_of(tmp_path, step))
        saver.save(standing(14))
        saver.settle()
    assert len(steps_in(tmp_path)) == 3


def test_what_killed_attempts_left_goes_and_what_is_being_written_stays(saved: Path) -> None:
    dead, alive = attempt_folder(saved, 8, "d" * 32), attempt_folder(saved, 8, "e" * 32)
    marks = [Mark(saved, folder.name.removeprefix("attempt-"), 0) for folder in (dead, alive)]
    for folder in (dead, alive):
        folder.mkdir(parents=True)
        (folder / "state-00000-of-00002.safetensors").write_bytes(b"half")
    marks[0].close()
    save(saved, 10)
    assert not dead.exists()
    assert alive.exists()
    marks[1].close()
    save(saved, 12)
    assert not alive.exists()
    assert not list((saved / "writers").iterdir())[1:]  # the marks of the dead are gone too


def test_two_attempts_at_one_step_do_not_meet(tmp_path: Path) -> None:
    first, second = save(tmp_path, 4), save(tmp_path, 4)
    assert first != second
    assert len(list(tmp_path.glob("step-000004/attempt-*/COMMIT"))) == 2
    assert found_in(tmp_path).manifest.attempt == second  # which the pointer names
    flip_a_bit(attempt_folder(tmp_path, 4, second))
    assert found_in(tmp_path).manifest.attempt == first


def test_a_commit_is_written_once(tmp_path: Path) -> None:
    write_once(tmp_path / "COMMIT", b"one")
    with pytest.raises(FileExistsError):
        write_once(tmp_path / "COMMIT", b"two")
    assert (tmp_path / "COMMIT").read_bytes() == b"one"
    assert [path.name for path in tmp_path.iterdir()] == ["COMMIT"]


def test_a_manifest_says_where_training_stands(saved: Path) -> None:
    written = Manifest.model_validate_json((folder_of(saved, 6) / "manifest.json").read_bytes())
    assert (written.step, written.world_size, written.fingerprint) == (6, 1, FINGERPRINT)
    assert (written.standing.tokens, written.standing.position.taken) == (600, 24)
    assert "SeedSequence" in written.standing.position.randomness


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
    made: Any = Weights()
    told = "step 2 could not be written by 1 of 1 ranks"
    with closing(Saver(made, tmp_path, FINGERPRINT)) as saver, tiny_disk():
        saver.save(standing(2))
        with pytest.raises(EnvironmentProblem, match=told):
            saver.settle()
    assert newest_checkpoint(tmp_path, FINGERPRINT).checkpoint is None


def test_runs_that_leave_a_gap_are_refused(saved: Path) -> None:
    found = found_in(saved)
    (path,) = found.folder.glob("state-*")
    tensors = {n: t for n, t in load_file(path).items() if not n.endswith("/1/b")}
    save_file(tensors, path)
    engine: Any = Weights()
    with pytest.raises(ResidencyError, match="leaves a gap"):
        restore_checkpoint(engine, found)


def test_the_newest_step_is_that_of_the_highest_number(tmp_path: Path) -> None:
    for step in (999950, 1000000, 1000050):
        attempt_folder(tmp_path, step, "x").mkdir(parents=True)
    (tmp_path / "step-old" / "attempt-x").mkdir(parents=True)
    names = [folder.parent.name for folder in attempt_folders(tmp_path)]
    assert names == ["step-1000050", "step-1000000", "step-999950", "step-old"]
