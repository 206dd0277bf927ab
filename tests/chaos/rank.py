"""One rank of a job, in a process forked from one that has imported everything."""

import hashlib
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import distributed

from residency.adapters.deepspeed.engine import build_engine
from residency.errors import ExitCode, ResidencyError
from residency.plan.work import TrainWork
from residency.train import checkpoint, failpoints, loop, loss, plain, retention, router, saver
from residency.train.data import MicroBatch, Totals
from residency.train.engine import Losses, ModelSource, ParameterState, TrainEngine
from residency.train.payload import Ending, TrainPayload
from residency.train.plain import PlainEngine
from residency.train.target_loss import TargetLoss
from residency.train.worker import run_worker
from tests.chaos.launch import Launch, consumed_path
from tests.tiny import tiny_model


def run_rank(launch: Launch, rank: int) -> int:
    """The exit code of this rank."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # A fork loses torch's thread pool. The next to ask makes another one, and of threads that ask
    # at once, as those that load a model do, some find none (torch 2.13, threadpool.cc).
    torch.set_num_threads(1)
    payload = TrainPayload.model_validate_json(Path(launch.payload).read_bytes())
    failpoints.arm(*(strike.failpoint for strike in launch.strikes if strike.rank == rank))
    if launch.sabotage:
        SABOTAGES[launch.sabotage]()
    build = ENGINES[launch.engine]

    def recorded(work: TrainWork, source: ModelSource) -> Any:
        return Recorded(build(work, source), consumed_path(Path(payload.folder), rank))

    try:
        outcome = run_worker(payload, recorded)
    except ResidencyError as error:
        sys.stdout.write(f"rank {rank}: {type(error).__name__}: {error}\n")
        return ExitCode.OUR_FAULT
    return ExitCode.DONE if outcome.ending is Ending.DONE else ExitCode.PREEMPTED


def _plain(work: TrainWork, source: ModelSource) -> TrainEngine:
    if "WORLD_SIZE" in os.environ:
        distributed.init_process_group("gloo")
    identity = work.identity
    return PlainEngine(
        source.build(), identity.optimizer, identity.precision, identity.loss.router_balance
    )


ENGINES: Mapping[str, Callable[[TrainWork, ModelSource], TrainEngine]] = {
    "deepspeed": build_engine,
    "plain": _plain,
}


class Recorded:
    """An engine that writes down which rows it was given: a line for each update."""

    def __init__(self, engine: TrainEngine, path: Path) -> None:
        self._engine, self._path = engine, path
        self._step, self._rows = 0, list[str]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def accumulate(self, batch: MicroBatch, totals: Totals) -> Losses:
        content = hashlib.sha256(batch.input_ids.numpy().tobytes())
        if batch.has_images and batch.pixels is not None:
            content.update(batch.pixels.numpy().tobytes())
        self._rows.append(content.hexdigest()[:12])  # a micro-batch is one row
        return self._engine.accumulate(batch, totals)

    def update(self, factor: float) -> float:
        norm = self._engine.update(factor)
        self._step += 1
        with self._path.open("a") as file:
            file.write(json.dumps({"step": self._step, "rows": self._rows}) + "\n")
        self._rows = []
        return norm

    def set_steps(self, steps: int) -> None:
        self._step = steps
        self._engine.set_steps(steps)


# ------------------------------------------------------------------- guards that are taken out


def _forget_the_position() -> None:
    """Data start from the beginning after a restart, as an iterator does that is made anew."""
    original, offset = loop.step_batch, dict[str, int]()

    def from_the_start(rows: Any, seed: int, step: int, *rest: Any) -> Any:
        return original(rows, seed, step - offset.setdefault("first", step), *rest)

    loop.step_batch = from_the_start


def _draw_on() -> None:
    """Random numbers are drawn from one stream, seeded when the process starts."""
    torch.manual_seed(0)
    loop.torch = _TorchWithoutSeed()  # type: ignore[attr-defined]


class _TorchWithoutSeed:
    def manual_seed(self, seed: int) -> None:
        """Leave the stream as it is."""


def _forget_the_moments() -> None:
    checkpoint.ParameterState = lambda weight, first, second: ParameterState(
        weight, first.zero_(), second.zero_()
    )


def _lose_the_last_bit() -> None:
    """One weight of each run is restored as its neighbour, which bf16 would not tell apart."""

    def restored(weight: torch.Tensor, *moments: torch.Tensor) -> ParameterState:
        weight[0] = torch.nextafter(weight[0], torch.tensor(torch.inf))
        return ParameterState(weight, *moments)

    checkpoint.ParameterState = restored  # type: ignore[misc,assignment]


def _restart_the_schedule() -> None:
    """The learning rate counts the steps of this attempt, not of the training."""
    original, offset = loop.factor, dict[str, int]()

    def from_the_start(optimizer: Any, step: int, steps: int) -> float:
        return original(optimizer, step - offset.setdefault("first", step), steps)

    loop.factor = from_the_start


def _trust_without_hashes() -> None:
    """Files are taken as they are, damaged or not."""

    def unverified(folder: Path, fingerprint: str, *_: Any) -> checkpoint.Checkpoint:
        return checkpoint.opened(folder, (folder / checkpoint.COMMIT).read_text())

    checkpoint.verified = unverified
    retention.verified = unverified


def _vote_unasked() -> None:
    """COMMIT is written whether or not every rank has written its share."""
    original = saver.Saver.save

    def at_once(self: saver.Saver, standing: Any) -> None:
        original(self, standing)
        self._vote()

    saver.Saver.save = at_once  # type: ignore[method-assign]
    saver._require_files = lambda folder, manifest: None


def _keep_one() -> None:
    """Retention leaves the newest alone."""
    retention.KEPT = 1
    retention._to_keep = lambda whole: list(whole[:1])


def _balance_each_alone() -> None:
    """The routers' balancing loss is of each micro-batch, and a mean of those of the batch."""

    def alone(counts: torch.Tensor, tokens: int) -> router.Usage:
        own = counts[0].sum() / tiny_model().text.config.experts_per_token
        return router.Usage(counts * tokens / own, tokens)

    router.Usage.over_ranks = alone  # type: ignore[method-assign,assignment]
    plain.counted = lambda forward, module, batch, device: batch.totals


def _pass_the_tower_by() -> None:
    """A rank without images leaves the vision tower out."""
    original = loss.LossModel._embed

    def embed(self: loss.LossModel, ids: Any, pixels: Any, has_images: bool) -> Any:
        return original(self, ids, pixels if has_images else None, has_images)

    loss.LossModel._embed = embed  # type: ignore[method-assign]


def _count_five_targets_at_a_time() -> None:
    """No guard: logits in small chunks, of which ranks have other numbers."""
    loss.TargetLoss = lambda head, _: TargetLoss(head, 5 * head.out_features)


SABOTAGES: Mapping[str, Callable[[], None]] = {
    "position": _forget_the_position,
    "random": _draw_on,
    "moments": _forget_the_moments,
    "last bits": _lose_the_last_bit,
    "schedule": _restart_the_schedule,
    "hashes": _trust_without_hashes,
    "vote": _vote_unasked,
    "retention": _keep_one,
    "statistics": _balance_each_alone,
    "stand-in": _pass_the_tower_by,
    "chunks": _count_five_targets_at_a_time,
}
