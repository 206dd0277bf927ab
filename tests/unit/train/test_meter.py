"""MFU is told of each step where the peak is known, and nothing is told where it is not."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from residency.plan.utilisation import Held, Meter
from residency.spec.training import Optimizer, Precision
from residency.train.data import PackedRows, Sharing, step_batch
from residency.train.figures import held
from residency.train.loop import Hooks, LoopPlan, Tally, train
from residency.train.meter import meter_of
from tests.tiny import tiny_shards, tiny_tokenizer, tiny_work
from tests.unit.plan.shapes import medgpt_20b
from tests.unit.train.test_loop import Engine


@pytest.fixture
def rows(tmp_path: Path) -> PackedRows:
    return PackedRows(
        tiny_shards(tmp_path / "shards", tiny_tokenizer(tmp_path / "t"), [1, 0, 2, 0])
    )


def test_what_a_rank_holds_is_counted_sample_by_sample(rows: PackedRows) -> None:
    found = held(step_batch(rows, 1, 0, Sharing(len(rows), 1), stand_in=32))
    assert len(found.lengths) == int(rows.samples.sum()) == 4
    assert sum(found.lengths) == int(rows.tokens.sum())
    assert (found.targets, found.images) == (int(rows.targets.sum()), 3)


def test_a_stand_in_is_no_image(tmp_path: Path) -> None:
    rows = PackedRows(tiny_shards(tmp_path / "s", tiny_tokenizer(tmp_path / "t"), [0, 0]))
    batch = step_batch(rows, 1, 0, Sharing(len(rows), 1), stand_in=32)
    assert batch.micro_batches[0].pixels is not None
    assert held(batch).images == 0


def told(rows: PackedRows, folder: Path, meter: Meter | None) -> list[dict[str, float]]:
    figures: list[dict[str, float]] = []
    plan = LoopPlan(
        optimizer=Optimizer(global_batch=len(rows), steps=2, lr=1e-3),
        steps=2,
        seed=1,
        sharing=Sharing(len(rows), 1),
        checkpoints=folder,
        fingerprint="a" * 64,
        meter=meter,
    )
    engine: Any = Engine(bad=0)
    hooks = Hooks(lambda step, values: figures.append(dict(values)), lambda: False)
    train(engine, rows, plan, Tally(), hooks)
    return figures


def test_each_step_tells_the_share_of_the_peak(rows: PackedRows, tmp_path: Path) -> None:
    meter = Meter(medgpt_20b(), peak=1e15)
    figures = told(rows, tmp_path, meter)
    operations = meter.operations(held(step_batch(rows, 1, 0, Sharing(len(rows), 1), None)))
    for step in figures:
        seconds = rows.tokens.sum() / step["tokens_per_second"]
        assert step["mfu"] == pytest.approx(operations / seconds / 1e15)


def test_without_a_known_peak_there_is_no_figure(rows: PackedRows, tmp_path: Path) -> None:
    assert all("mfu" not in step for step in told(rows, tmp_path, None))
    bf16, fp32 = (tiny_work(precision=one) for one in (Precision.BF16, Precision.FP32))
    assert meter_of(bf16, 1, 300, "") is None
    assert meter_of(bf16, 1, 300, "NVIDIA H100 PCIe") is None
    assert meter_of(fp32, 1, 300, "NVIDIA H200") is None


def test_the_peak_is_that_of_all_ranks() -> None:
    held_ = Held([10], 5, 0)
    one, two = (
        meter_of(tiny_work(precision=Precision.BF16), n, 300, "NVIDIA H200") for n in (1, 2)
    )
    assert one is not None
    assert two is not None
    assert np.isclose(one.mfu(one.operations(held_), 1.0), 2 * two.mfu(two.operations(held_), 1.0))
