"""The training loop: steps over packed rows, with checkpoints, curves and an orderly stop."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from residency.errors import Preempted, ResidencyError
from residency.spec.training import Optimizer
from residency.train.checkpoint import newest_checkpoint, restore_checkpoint, save_checkpoint
from residency.train.data import PackedRows, Sharing, step_batch
from residency.train.engine import TrainEngine
from residency.train.schedule import factor

Report = Callable[[int, Mapping[str, float]], None]
"""Takes a step's figures (step counted from 1); called on rank 0 only."""

Hooks = tuple[Report, Callable[[], bool]]
"""Where figures go, and whether this rank was asked to stop."""


@dataclass(frozen=True, slots=True)
class LoopPlan:
    """All that decides what the loop does."""

    optimizer: Optimizer
    steps: int
    seed: int
    sharing: Sharing
    checkpoints: Path
    fingerprint: str
    checkpoint_every: int = 0  # 0: when stopped only
    balance: float = 0.0  # coefficient of the router's balancing loss
    stand_in: int | None = None  # side of the black image of text-only batches


@dataclass(slots=True)
class Tally:
    """What one attempt has done so far."""

    step: int = 0
    resumed_from: int = 0
    tokens: int = 0
    target_tokens: int = 0
    losses: list[float] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def timed(self, cause: str) -> Iterator[None]:
        """Add the time of the block to a cause."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[cause] += time.perf_counter() - start


def train(
    engine: TrainEngine, rows: PackedRows, plan: LoopPlan, tally: Tally, hooks: Hooks
) -> None:
    """Train to the last step, from the newest checkpoint where there is one; tell `tally`.

    Raises Preempted, after a checkpoint, once any rank is asked to stop; ResidencyError when the
    loss or the gradient is no number, before that reaches a checkpoint.
    """
    with tally.timed("restart"):
        _resume(engine, plan, tally)
    while tally.step < plan.steps:
        stop = _one_step(engine, rows, plan, tally, hooks)
        due = plan.checkpoint_every and tally.step % plan.checkpoint_every == 0
        if tally.step < plan.steps and (stop or due):
            with tally.timed("checkpoint"):
                save_checkpoint(engine, plan.checkpoints, tally.step, plan.fingerprint)
            if stop:
                raise Preempted(
                    f"Training was stopped after step {tally.step} of {plan.steps}.",
                    "Run again to continue from there.",
                )


def _resume(engine: TrainEngine, plan: LoopPlan, tally: Tally) -> None:
    """Rank 0 looks for the checkpoint and verifies it; the others take its word for the step."""
    found = newest_checkpoint(plan.checkpoints, plan.fingerprint) if engine.rank == 0 else None
    step = int(engine.sum([float(found.step) if found else 0.0])[0])
    if not step:
        return
    checkpoint = found or newest_checkpoint(plan.checkpoints, plan.fingerprint)
    agreed = checkpoint is not None and checkpoint.step == step
    if int(engine.sum([float(agreed)])[0]) < engine.world_size or checkpoint is None:
        raise ResidencyError(
            f"Not every rank sees the checkpoint of step {step} in {plan.checkpoints}.",
            "Put the checkpoints on a file system that all nodes share.",
        )
    restore_checkpoint(engine, checkpoint)
    tally.step = tally.resumed_from = step


def _one_step(
    engine: TrainEngine,
    rows: PackedRows,
    plan: LoopPlan,
    tally: Tally,
    hooks: Hooks,
) -> bool:
    """One optimiser step. Returns whether any rank was asked to stop."""
    report, stopping = hooks
    start = time.perf_counter()
    # Random numbers are a function of (seed, step, rank): a resumed run draws the same ones.
    torch.manual_seed(_mixed(plan.seed, tally.step, engine.rank))
    with tally.timed("data_wait"):
        batch = step_batch(rows, plan.seed, tally.step, plan.sharing, plan.stand_in)
    rate = factor(plan.optimizer, tally.step, plan.steps)
    with tally.timed("productive"):
        losses = [engine.accumulate(micro, batch.totals) for micro in batch.micro_batches]
        norm = engine.update(rate)
    cross_entropy, balance, stop = engine.sum(
        [
            sum(loss.cross_entropy for loss in losses),
            sum(loss.balance for loss in losses),
            float(stopping()),
        ]
    )
    loss = cross_entropy / max(1, batch.totals.targets)
    balance /= max(1, batch.totals.tokens)
    _refuse_nan(loss, norm, tally.step + 1)
    tally.step += 1
    tally.tokens += batch.totals.tokens
    tally.target_tokens += batch.totals.targets
    tally.losses.append(loss)
    if engine.rank == 0:
        values = {
            "loss": loss,
            "lr": plan.optimizer.lr * rate,
            "grad_norm": norm,
            "tokens_per_second": batch.totals.tokens / (time.perf_counter() - start),
            "target_tokens": float(tally.target_tokens),
        }
        report(tally.step, values | ({"router_balance": balance} if plan.balance else {}))
    return stop > 0


def _mixed(*numbers: int) -> int:
    """One seed of several numbers, none of which shifts into another's place."""
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0] >> np.uint64(1))


def _refuse_nan(loss: float, norm: float, step: int) -> None:
    if not (math.isfinite(loss) and math.isfinite(norm)):
        raise ResidencyError(
            f"Training diverged at step {step}: loss {loss}, gradient norm {norm}.",
            "Lower optimizer.lr or lengthen its warmup. No checkpoint holds these weights.",
        )
