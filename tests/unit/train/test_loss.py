"""The loss is one number of the global batch, however it is split; packing does not leak."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from residency.data.pack import build_rows
from residency.data.shards import write_shards
from residency.model.build import build_config, build_model
from residency.model.words import load_words
from residency.spec.training import Precision
from residency.train.data import MicroBatch, PackedRows, Sharing, step_batch
from residency.train.loss import LossModel, inputs_of
from residency.train.plain import PlainEngine
from tests.tiny import (
    LENGTH,
    SIDE,
    tiny_model,
    tiny_samples,
    tiny_shards,
    tiny_tokenizer,
    tiny_work,
)

CPU = torch.device("cpu")


@pytest.fixture
def tokenizer(tmp_path: Path) -> Path:
    return tiny_tokenizer(tmp_path / "tokenizer")


@pytest.fixture
def make_module(tokenizer: Path) -> Callable[[], LossModel]:
    def make() -> LossModel:
        config = build_config(tiny_model(), load_words(tokenizer))
        return LossModel(build_model(config, seed=1, dtype=torch.float32), balance=False)

    return make


def rows_with(folder: Path, tokenizer: Path, members: list[list[int]]) -> PackedRows:
    samples = tiny_samples(tokenizer, [1, 0, 1, 0])
    write_shards(build_rows(samples, members, LENGTH, 0), folder, 8, (SIDE // 16) ** 2)
    return PackedRows(folder)


def summed(module: LossModel, batch: MicroBatch) -> float:
    with torch.no_grad():
        loss, _ = module(**inputs_of(batch, CPU))
    return float(loss)


def test_a_sample_does_not_see_the_others_of_its_row(
    tmp_path: Path, tokenizer: Path, make_module: Callable[[], LossModel]
) -> None:
    module = make_module().eval()
    alone = rows_with(tmp_path / "alone", tokenizer, [[0], [1], [2], [3]])
    packed = rows_with(tmp_path / "packed", tokenizer, [[0, 1], [2, 3]])
    separately = summed(module, alone.batch(np.arange(4), SIDE))
    assert summed(module, packed.batch(np.arange(2), SIDE)) == pytest.approx(separately, rel=1e-6)
    merged = packed.batch(np.arange(2), SIDE)
    merged.segment_ids[merged.segment_ids == 2] = 1  # what a mask of one segment would let in
    assert summed(module, merged) != pytest.approx(separately, rel=1e-3)


def test_the_loss_does_not_depend_on_the_split(
    tmp_path: Path, tokenizer: Path, make_module: Callable[[], LossModel]
) -> None:
    rows = PackedRows(tiny_shards(tmp_path / "s", tokenizer, [1, 0, 2, 1, 0, 0, 1, 1, 0, 1]))
    results = []
    for micro in (1, 2, 4):
        recipe = tiny_work(global_batch=4).identity.optimizer
        engine = PlainEngine(make_module(), recipe, Precision.FP32, 0.0)
        batch = step_batch(rows, 0, 0, Sharing(4, micro), SIDE)
        assert len(batch.micro_batches) == 4 // micro
        losses = [engine.accumulate(m, batch.totals) for m in batch.micro_batches]
        loss = sum(part.cross_entropy for part in losses) / batch.totals.targets
        results.append((loss, engine.update(1.0), engine.weights()))
    for loss, norm, weights in results[1:]:
        assert loss == pytest.approx(results[0][0], rel=1e-6)
        assert norm == pytest.approx(results[0][1], rel=1e-5)
        assert weights is not None


def test_a_stand_in_image_adds_nothing_but_reaches_the_tower(
    tmp_path: Path, tokenizer: Path, make_module: Callable[[], LossModel]
) -> None:
    rows = rows_with(tmp_path / "text", tokenizer, [[1], [3]])
    module = make_module()
    without = summed(module, rows.batch(np.arange(2), None))
    batch = rows.batch(np.arange(2), SIDE)
    loss, _ = module(**inputs_of(batch, CPU))
    assert loss.item() == pytest.approx(without, rel=1e-6)
    loss.backward()
    gradients = [p.grad for n, p in module.named_parameters() if "multi_modal_projector" in n]
    assert all(g is not None and not g.any() for g in gradients)
