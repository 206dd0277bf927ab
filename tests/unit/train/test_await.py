"""A worker waits for what it reads, and reads nothing that names a patient."""

import hashlib
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from residency.adapters.storage.folder import FolderStore
from residency.errors import DataError, Preempted, StepFailed
from residency.plan.record import Artifact, Attempt, Record, Submitter
from residency.train.inputs import await_inputs, bytes_below, content_digest
from residency.train.payload import AwaitedInput, TrainPayload

MakePayload = Callable[..., TrainPayload]


def awaiting(payload: TrainPayload, root: Path, seconds: float | None = None) -> TrainPayload:
    shards = AwaitedInput(record=str(root / "record.json"), artifact="shards", root=str(root))
    return payload.model_copy(update={"awaited": {"shards": shards}, "await_seconds": seconds})


def write_record(root: Path, state: str) -> None:
    record = Record(
        tenant="t",
        pipeline="p",
        step="pack.align",
        kind="pack",
        fingerprint="f" * 64,
        identity=None,
        outputs=(Artifact(name="shards", uri="pack/shards", sha256="0" * 64, bytes=1),),
        submitter=Submitter(name="dr-who", source="test"),
        attempts=(Attempt(id="a1", start="2026-01-01T00:00:00Z"),),
        data_state=state,
    )
    (root / "record.json").write_text(record.model_dump_json())


def test_an_input_is_found_by_its_record(make_payload: MakePayload, tmp_path: Path) -> None:
    write_record(tmp_path, "deidentified")
    found = await_inputs(awaiting(make_payload(), tmp_path), lambda: False)
    assert found.paths["shards"] == tmp_path / "pack/shards"
    assert found.recorded == {"shards": "0" * 64}


@pytest.mark.parametrize("state", ["raw", "", "unheard of"])
def test_nothing_is_trained_on_data_that_names_a_patient(
    make_payload: MakePayload, tmp_path: Path, state: str
) -> None:
    write_record(tmp_path, state)
    with pytest.raises(DataError, match=r"step pack\.align hands on data in the state"):
        await_inputs(awaiting(make_payload(), tmp_path), lambda: False)


def test_it_waits_until_it_is_asked_to_stop(make_payload: MakePayload, tmp_path: Path) -> None:
    """The stage before may take days: a launched job has no patience of its own to lose."""
    assert make_payload().await_seconds is None
    with pytest.raises(Preempted):
        await_inputs(awaiting(make_payload(attempt="a2"), tmp_path), lambda: True)


def test_a_limit_holds_where_one_is_given(make_payload: MakePayload, tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match="waited 0 s"):
        await_inputs(awaiting(make_payload(), tmp_path, 0.0), lambda: False)


def test_what_no_record_knows_is_digested_as_records_do(tmp_path: Path) -> None:
    folder = tmp_path / "step" / "shards"
    (folder / "deeper").mkdir(parents=True)
    (folder / "b.bin").write_bytes(b"rows")
    (folder / "deeper" / "a.json").write_text("{}")
    recorded = FolderStore(tmp_path).describe("step/shards", "shards")
    assert content_digest(folder) == recorded.sha256
    assert content_digest(folder / "b.bin") == hashlib.sha256(b"rows").hexdigest()


def test_bytes_are_counted_while_an_attempt_before_still_clears_up(tmp_path: Path) -> None:
    folders = [tmp_path / f"step-{number:06d}" for number in range(300)]
    for folder in folders:
        folder.mkdir()
        (folder / "file").write_bytes(b"12345")
    assert bytes_below(tmp_path) == 5 * len(folders)
    assert bytes_below(folders[0] / "file") == 5
    clearing = threading.Thread(target=lambda: [*map(shutil.rmtree, reversed(folders))])
    clearing.start()
    while clearing.is_alive():
        assert 0 <= bytes_below(tmp_path) <= 5 * len(folders)
    assert bytes_below(tmp_path) == 0
    assert bytes_below(tmp_path / "gone") == 0
