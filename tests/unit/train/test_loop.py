"""Signs of life where the loop waits for the checkpoint's thread; what outlives a restart."""

import math
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from residency.errors import Diverged
from residency.spec.training import Optimizer
from residency.train.data import Sharing, StepBatch, Totals
from residency.train.engine import Losses
from residency.train.heartbeat import Phase
from residency.train.loop import Hooks, LoopPlan, Tally, train
from tests.unit.train.engine_of_weights import Weights


class Rows:
    """Eight rows of one token each."""

    targets = tokens = samples = np.ones(8, int)
    sources = ()

    def __len__(self) -> int:
        return 8

    def batch(self, *_: object) -> object:
        return object()


class Engine(Weights):
    """The norm of its gradient is `odd` at the update `bad`, and 1 at the others."""

    def __init__(self, bad: int, odd: float = math.nan) -> None:
        super().__init__()
        self.bad, self.odd, self.updates = bad, odd, 0

    def counted(self, batch: StepBatch) -> Totals:  # type: ignore[override]
        return batch.totals

    def accumulate(self, *_: object) -> Losses:  # type: ignore[override]
        return Losses(1.0, 0.0)

    def update(self, factor: float) -> float:  # type: ignore[override]
        self.updates += 1
        return self.odd if self.updates == self.bad else 1.0


def plan_of(folder: Path, steps: int, checkpoint_every: int) -> LoopPlan:
    return LoopPlan(
        optimizer=Optimizer(global_batch=4, steps=steps, lr=1e-3),
        steps=steps,
        seed=1,
        sharing=Sharing(4, 4),
        checkpoints=folder,
        fingerprint="a" * 64,
        checkpoint_every=checkpoint_every,
    )


def run(folder: Path, bad: int = 0) -> list[tuple[Phase, int]]:
    """Six steps with a checkpoint after the fifth and the last; the signs that were given."""
    signs: list[tuple[Phase, int]] = []
    plan = plan_of(folder, 6, 5)
    hooks = Hooks(lambda *_: None, lambda: False, lambda phase, step: signs.append((phase, step)))
    made: Any = Engine(bad)
    rows: Any = Rows()
    if bad:
        with pytest.raises(Diverged):
            train(made, rows, plan, Tally(), hooks)
    else:
        train(made, rows, plan, Tally(), hooks)
    return signs


def test_every_step_is_a_sign_the_first_one_too(tmp_path: Path) -> None:
    steps = [step for phase, step in run(tmp_path) if phase is Phase.STEP]
    assert steps == list(range(6))


def test_the_wait_after_the_last_step_is_a_checkpoints(tmp_path: Path) -> None:
    signs = run(tmp_path)
    last_step = signs.index((Phase.STEP, 5))
    assert signs[last_step + 1 :] == [(Phase.CHECKPOINT, 6)] * 3  # to copy, to settle, to close
    assert list(tmp_path.glob("step-000005/*/COMMIT"))


def test_an_export_that_is_broken_off_costs_no_step(tmp_path: Path) -> None:
    """Of a large model it takes minutes: the grace of a preemption is over before."""
    run(tmp_path)
    assert list(tmp_path.glob("step-000006/*/COMMIT"))
    tally, again = Tally(), plan_of(tmp_path, 6, 5)
    engine, rows = cast("Any", Engine(0)), cast("Any", Rows())
    train(engine, rows, again, tally, Hooks(lambda *_: None, lambda: False, lambda *_: None))
    assert (tally.resumed_from, tally.losses) == (6, [])


def test_the_wait_after_an_error_is_a_checkpoints(tmp_path: Path) -> None:
    assert run(tmp_path, bad=6)[-2:] == [(Phase.STEP, 5), (Phase.CHECKPOINT, 5)]


def test_what_is_usual_outlives_a_restart(tmp_path: Path) -> None:
    """The gradient explodes right after one: a guard that had forgotten would let it pass."""
    rows: Any = Rows()
    hooks = Hooks(lambda *_: None, lambda: False, lambda *_: None)
    steady: Any = Engine(0)
    train(steady, rows, plan_of(tmp_path, 50, 50), Tally(), hooks)
    plan = plan_of(tmp_path, 60, 50)
    exploding: Any = Engine(1, 2e3)
    with pytest.raises(Diverged, match="exploded at step 51"):
        train(exploding, rows, plan, Tally(), hooks)
