"""The training loop: steps over packed rows, with checkpoints, curves and an orderly stop."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import torch

from residency.errors import Preempted
from residency.plan.utilisation import Meter
from residency.spec.training import Optimizer
from residency.train.account import (
    CHECKPOINT,
    DATA_WAIT,
    LAUNCH,
    PRODUCTIVE,
    RECOMPUTED,
    RESTART,
    Account,
    Before,
    added_up,
)
from residency.train.data import PackedRows, Sharing, StepBatch, step_batch
from residency.train.divergence import Divergence
from residency.train.engine import Losses, TrainEngine, router_figures
from residency.train.failpoints import Place, reached
from residency.train.figures import (
    FORWARD_BACKWARD,
    OPTIMIZER,
    Split,
    held,
    peak_memory,
    source_losses,
    source_sums,
)
from residency.train.heartbeat import Phase
from residency.train.resume import resume
from residency.train.saver import Saver
from residency.train.schedule import factor
from residency.train.standing import Position, Standing, position_after, randomness

Report = Callable[[int, Mapping[str, float]], None]
"""Takes a step's figures (step counted from 1); called on rank 0 only."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """Who is told what this rank does, and who asks it to stop."""

    report: Report
    stopping: Callable[[], bool]
    beat: Callable[[Phase, int], None] = lambda phase, step: None


@dataclass(frozen=True, slots=True)
class LoopPlan:
    """All that decides what the loop does."""

    optimizer: Optimizer
    steps: int
    seed: int
    sharing: Sharing
    checkpoints: Path
    fingerprint: str
    inputs: Mapping[str, str] = field(default_factory=dict)  # SHA-256 of what is read, by role
    checkpoint_every: int = 0  # steps, and after the last; 0: when stopped only
    stand_in: int | None = None  # side of the black image of text-only batches
    meter: Meter | None = None  # None: the hardware's peak is not known


@dataclass(slots=True)
class Tally:
    """What was done so far: tokens by all attempts, the rest by this one."""

    step: int = 0
    resumed_from: int = 0
    tokens: int = 0
    target_tokens: int = 0
    losses: list[float] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    before: Before = field(default_factory=Before)  # what attempts before have spent
    passed_over: tuple[str, ...] = ()  # checkpoints that could not be used
    began: float = field(default_factory=time.time)  # since when its time counts; epoch
    account: Account | None = None  # on rank 0

    @contextmanager
    def timed(self, cause: str) -> Iterator[None]:
        """Add the time of the block to a cause."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[cause] += time.perf_counter() - start

    def all_seconds(self) -> dict[str, float]:
        """By cause, over all attempts."""
        return added_up((self.before.seconds, self.seconds))

    def tell(self, *, ended: bool = False) -> None:
        """Have the attempts that follow know of it."""
        if self.account is not None:
            self.account.write(self.step, self.seconds, ended=ended)


def train(
    engine: TrainEngine, rows: PackedRows, plan: LoopPlan, tally: Tally, hooks: Hooks
) -> None:
    """Train to the last step, from the newest checkpoint where there is one; tell `tally`.

    Raises Preempted, after a checkpoint, once any rank is asked to stop; Diverged when the loss
    or the gradient is no number or explodes, before that reaches a checkpoint; and what
    `resume` raises.
    """
    with _saver(engine, plan, tally, hooks) as saver:
        loop = _Loop(engine, rows, plan, tally, hooks)
        loop.begin(Account(plan.checkpoints, saver.attempt))
        while tally.step < plan.steps:
            stop = loop.one_step(saver)
            if stop or loop.is_due():
                loop.save(saver, wait=stop)
            if stop:
                raise Preempted(
                    f"Training was stopped after step {tally.step} of {plan.steps}.",
                    "Run again to continue from there.",
                )
        hooks.beat(Phase.CHECKPOINT, tally.step)
        with tally.timed(CHECKPOINT):
            saver.settle()


@contextmanager
def _saver(engine: TrainEngine, plan: LoopPlan, tally: Tally, hooks: Hooks) -> Iterator[Saver]:
    """Closing it waits for its thread, after an error too: a step's deadline is too short."""
    with closing(Saver(engine, plan.checkpoints, plan.fingerprint)) as saver:
        try:
            yield saver
        finally:
            hooks.beat(Phase.CHECKPOINT, tally.step)


@dataclass(slots=True)
class _Loop:
    engine: TrainEngine
    rows: PackedRows
    plan: LoopPlan
    tally: Tally
    hooks: Hooks
    divergence: Divergence = field(default_factory=Divergence)
    since_saved: list[float] = field(default_factory=list)  # losses
    split: Split = field(default_factory=Split)

    def begin(self, account: Account) -> None:
        """Continue where attempts before have come to."""
        plan, tally = self.plan, self.tally
        tally.before = account.before()
        resumed = resume(self.engine, plan.checkpoints, plan.fingerprint, self._position)
        standing, tally.passed_over = resumed.standing, resumed.passed_over
        if standing is not None:
            tally.step = tally.resumed_from = standing.step
            tally.tokens, tally.target_tokens = standing.tokens, standing.target_tokens
            self.divergence = Divergence(standing.norms)
            if not tally.before.seconds:
                tally.before = Before(standing.step, standing.seconds)
        cause = RESTART if tally.before.seconds else LAUNCH
        tally.seconds[cause] += max(0.0, time.time() - tally.began)
        if tally.before.lost_at is not None:
            tally.seconds[RESTART] += tally.before.silence(tally.began)
        tally.account = account if self.engine.rank == 0 else None
        tally.tell()

    def is_due(self) -> bool:
        """Whether a checkpoint is; at the last step too, for an export that is broken off."""
        every, step = self.plan.checkpoint_every, self.tally.step
        return bool(every) and (step % every == 0 or step == self.plan.steps)

    def save(self, saver: Saver, *, wait: bool) -> None:
        """Copy the state; wait until it is committed where this process is about to end."""
        tally = self.tally
        self.hooks.beat(Phase.CHECKPOINT, tally.step)
        with tally.timed(CHECKPOINT):
            saver.save(self._standing())
            self.since_saved.clear()
            if wait:
                saver.settle()

    def one_step(self, saver: Saver) -> bool:
        """One optimiser step. Returns whether any rank was asked to stop."""
        tally, plan = self.tally, self.plan
        start = time.perf_counter()
        self.hooks.beat(Phase.STEP, tally.step)
        # Random numbers are a function of (seed, step, rank): a resumed run draws the same ones.
        torch.manual_seed(randomness(plan.seed, tally.step, self.engine.rank))
        with tally.timed(DATA_WAIT):
            batch = step_batch(self.rows, plan.seed, tally.step, plan.sharing, plan.stand_in)
        reached(Place.BATCH)
        rate = factor(plan.optimizer, tally.step, plan.steps)
        with tally.timed(RECOMPUTED if tally.step < tally.before.reached else PRODUCTIVE):
            losses, norm = self._computed(batch, rate)
        cross_entropy, balance, operations, stop, ready, failed, *by_source = self.engine.sum(
            [
                sum(loss.cross_entropy for loss in losses),
                sum(loss.balance for loss in losses),
                plan.meter.operations(held(batch)) if plan.meter else 0.0,
                float(self.hooks.stopping()),
                *saver.signals(),
                *source_sums(losses, len(self.rows.sources)),
            ]
        )
        loss = cross_entropy / max(1, batch.totals.targets)
        self.divergence.check(loss, norm, tally.step + 1)
        self._count(batch, loss)
        if self.engine.rank == 0:
            seconds = time.perf_counter() - start
            values = {
                "loss": loss,
                "lr": plan.optimizer.lr * rate,
                "grad_norm": norm,
                "tokens_per_second": batch.totals.tokens / seconds,
                "samples_per_second": batch.totals.samples / seconds,
                **({"mfu": plan.meter.mfu(operations, seconds)} if plan.meter else {}),
                "target_tokens": float(tally.target_tokens),
                "peak_memory_gib": peak_memory(),
                **source_losses(self.rows.sources, by_source),
                **self.split.figures(tally.seconds),
            }
            self._report(values | router_figures(losses, balance))
        with tally.timed(CHECKPOINT):
            saver.advance(ready, failed)
        return stop > 0

    def _computed(self, batch: StepBatch, rate: float) -> tuple[list[Losses], float]:
        losses = []
        with self.split.timed(FORWARD_BACKWARD):
            totals = self.engine.counted(batch)
            for micro in batch.micro_batches:
                losses.append(self.engine.accumulate(micro, totals))
                reached(Place.ACCUMULATED)
        reached(Place.UPDATE)
        with self.split.timed(OPTIMIZER):
            norm = self.engine.update(rate)
        reached(Place.UPDATED)
        return losses, norm

    def _count(self, batch: StepBatch, loss: float) -> None:
        tally = self.tally
        tally.step += 1
        tally.tokens += batch.totals.tokens
        tally.target_tokens += batch.totals.targets
        tally.losses.append(loss)
        self.since_saved.append(loss)

    def _report(self, values: Mapping[str, float]) -> None:
        self.hooks.report(self.tally.step, values)
        self.tally.tell()

    def _standing(self) -> Standing:
        tally = self.tally
        return Standing(
            step=tally.step,
            position=self._position(tally.step),
            tokens=tally.tokens,
            target_tokens=tally.target_tokens,
            loss=sum(self.since_saved) / max(1, len(self.since_saved)),
            seconds=tally.all_seconds(),
            norms=self.divergence.norms,
        )

    def _position(self, step: int) -> Position:
        plan = self.plan
        batch = plan.sharing.global_batch
        return position_after(step, plan.seed, len(self.rows), batch, plan.inputs)
