"""One rank on the plain engine: from packed rows to a model folder, and through interruptions."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from residency.errors import ResidencyError
from residency.model.folder import check_folder
from residency.plan.work import TrainWork
from residency.train.data import PackedRows
from residency.train.engine import ModelSource
from residency.train.metrics import MetricsFollower
from residency.train.payload import Ending, TrainPayload
from residency.train.plain import PlainEngine
from residency.train.worker import run_worker
from tests.tiny import tiny_shards, tiny_work

MakePayload = Callable[..., TrainPayload]


def plain(work: TrainWork, source: ModelSource) -> PlainEngine:
    identity = work.identity
    return PlainEngine(
        source.build(), identity.optimizer, identity.precision, identity.loss.router_balance
    )


class BrokenOff(Exception):
    """As a process that is killed while it exports."""


class EndsBeforeItsExport(PlainEngine):
    def weights(self) -> dict[str, torch.Tensor] | None:
        raise BrokenOff


def without_an_export(work: TrainWork, source: ModelSource) -> PlainEngine:
    identity = work.identity
    return EndsBeforeItsExport(
        source.build(), identity.optimizer, identity.precision, identity.loss.router_balance
    )


def weights_of(payload: TrainPayload) -> dict[str, torch.Tensor]:
    return load_file(Path(payload.folder) / "model" / "model.safetensors")


def test_a_job_leaves_a_model_curves_and_an_outcome(make_payload: MakePayload) -> None:
    payload = make_payload()
    outcome = run_worker(payload, plain)
    assert (outcome.ending, outcome.steps, outcome.resumed_from) == (Ending.DONE, 4, 0)
    assert outcome.last_loss is not None
    assert outcome.first_loss is not None
    assert outcome.last_loss < outcome.first_loss
    check_folder(Path(payload.folder) / "model")
    points = list(MetricsFollower(Path(payload.folder) / "metrics.jsonl").new())
    assert [p.step for p in points if p.name == "loss"] == [1, 2, 3, 4]


def test_an_interrupted_job_ends_with_the_weights_of_an_undisturbed_one(
    make_payload: MakePayload,
) -> None:
    undisturbed = make_payload(attempt="whole")
    run_worker(undisturbed, plain)
    stopped = make_payload(attempt="stopped")
    (Path(stopped.folder) / "STOP").touch()
    assert run_worker(stopped, plain).ending is Ending.PREEMPTED
    continued = make_payload(attempt="continued")
    assert run_worker(continued, plain).resumed_from == 1
    ours, theirs = weights_of(continued), weights_of(undisturbed)
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)


def test_an_export_that_was_broken_off_is_made_by_the_next_attempt(
    make_payload: MakePayload,
) -> None:
    """It has no step to make, and leaves all that a stage hands on: its curves too."""
    work = tiny_work(checkpoint_every=2)
    broken, again = make_payload(work, attempt="broken"), make_payload(work, attempt="again")
    with pytest.raises(BrokenOff):
        run_worker(broken, without_an_export)
    outcome = run_worker(again, plain)
    assert (outcome.ending, outcome.steps, outcome.resumed_from) == (Ending.DONE, 4, 4)
    check_folder(Path(again.folder) / "model")
    assert list(MetricsFollower(Path(again.folder) / "metrics.jsonl").new()) == []
    assert (Path(again.folder) / "metrics.jsonl").is_file()


def test_what_is_frozen_is_exported_bit_by_bit(make_payload: MakePayload) -> None:
    base = make_payload(attempt="base")
    run_worker(base, plain)
    work = tiny_work(train=("vision", "projector"), steps=2)
    align = make_payload(work, attempt="align", model=str(Path(base.folder) / "model"))
    outcome = run_worker(align.model_copy(update={"checkpoints": align.folder + "/c"}), plain)
    before, after = weights_of(base), weights_of(align)
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert 0 < outcome.trained_parameters < outcome.parameters
    assert changed
    assert all(name.startswith(("vision_tower", "multi_modal_projector")) for name in changed)


def test_a_diverged_job_ends_before_a_checkpoint(make_payload: MakePayload) -> None:
    work = tiny_work(lr=1e30, warmup=0.0, checkpoint_every=1, steps=20, clip=1e20)
    payload = make_payload(work)
    with pytest.raises(ResidencyError, match="diverged at step"):
        run_worker(payload, plain)


def test_a_resumed_job_counts_what_all_attempts_did(make_payload: MakePayload) -> None:
    whole = run_worker(make_payload(attempt="whole"), plain)
    stopped = make_payload(attempt="stopped")
    shared = stopped.model_copy(update={"checkpoints": f"{stopped.folder}/checkpoints"})
    (Path(shared.folder) / "STOP").touch()
    assert run_worker(shared, plain).ending is Ending.PREEMPTED
    continued = make_payload(attempt="continued")
    outcome = run_worker(continued.model_copy(update={"checkpoints": shared.checkpoints}), plain)
    assert (outcome.tokens, outcome.target_tokens) == (whole.tokens, whole.target_tokens)
    assert {"launch", "restart", "productive", "checkpoint", "data_wait"} <= set(outcome.seconds)


def test_other_shards_of_the_same_step_are_never_continued_on(
    make_payload: MakePayload, tmp_path: Path
) -> None:
    """As many rows, under the same fingerprint: as after a packing step that was made again."""
    stopped = make_payload(attempt="stopped")
    (Path(stopped.folder) / "STOP").touch()
    run_worker(stopped, plain)
    other = tiny_shards(tmp_path / "other", tmp_path / "tokenizer", [0, 1, 1, 0, 0, 1, 2, 0, 1])
    assert len(PackedRows(other)) == len(PackedRows(Path(stopped.inputs["shards"])))
    continued = make_payload(attempt="continued", shards=str(other))
    with pytest.raises(ResidencyError, match="elsewhere in the data: shards "):
        run_worker(continued, plain)
