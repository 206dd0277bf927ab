"""Ours: the worker that the product ships, from its payload on, with metrics and heartbeat."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from benchmarks.training.job import Job
from benchmarks.training.turns import Turns

if TYPE_CHECKING:
    from residency.train.data import MicroBatch, Totals
    from residency.train.engine import Losses, TrainEngine


def run(job: Job, turns: Turns) -> None:
    """Losses are those of the product's own curves: see `told_losses`."""
    from residency.adapters.deepspeed.engine import build_engine
    from residency.plan.work import TrainWork
    from residency.spec.training import Execution
    from residency.train.payload import TrainPayload
    from residency.train.worker import run_worker

    data = job.data
    work = TrainWork.model_validate_json(data.work.read_bytes())
    execution = Execution(
        workers=job.ranks,
        zero=job.zero,
        micro_batch=job.shape.row_batch,
        checkpoint_every=job.checkpoint_every,
    )
    payload = TrainPayload(
        step="train.benchmark",
        fingerprint="0" * 64,
        work=work.model_copy(update={"execution": execution}),
        seed=work.identity.seed,
        folder=job.out,
        checkpoints=str(Path(job.out) / "checkpoints"),
        inputs={
            "shards": str(data.shards),
            "model": str(data.model),
            "tokenizer": str(data.tokenizer),
        },
    )
    run_worker(
        payload,
        lambda work, source: cast("TrainEngine", _InTurns(build_engine(work, source), turns)),
    )


def told_losses(out: Path) -> list[float]:
    """By step, of all ranks."""
    return told(out, "loss")


def told(out: Path, name: str) -> list[float]:
    """A curve of the run, by step."""
    from residency.plan import layout
    from residency.train.metrics import MetricsFollower

    points = MetricsFollower(out / layout.METRICS).new()
    return [point.value for point in points if point.name == name]


class _InTurns:
    """An engine whose steps begin when it is their turn; all else is as it was."""

    def __init__(self, engine: TrainEngine, turns: Turns) -> None:
        self._engine, self._turns = engine, turns
        self._in_step = False

    def accumulate(self, batch: MicroBatch, totals: Totals) -> Losses:
        if not self._in_step:
            self._turns.step_begins()
            self._in_step = True
        return self._engine.accumulate(batch, totals)

    def update(self, factor: float) -> float:
        self._in_step = False
        return self._engine.update(factor)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)
