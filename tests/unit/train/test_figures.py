"""What is told of each step: the loss by source adds up to the loss, the parts to the time."""

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from residency.data.pack import IGNORED, assign, build_rows
from residency.data.shards import Layout, write_index, write_shard
from residency.model.build import build_config, build_model
from residency.model.words import load_words
from residency.train.account import CHECKPOINT, DATA_WAIT
from residency.train.data import PackedRows
from residency.train.engine import Losses
from residency.train.figures import OPTIMIZER, Split, source_losses, source_sums
from residency.train.loss import LossModel, inputs_of
from residency.train.metrics import MetricsFollower
from residency.train.worker import run_worker
from tests.tiny import LENGTH, SIDE, tiny_model, tiny_samples, tiny_tokenizer
from tests.unit.train.conftest import MakePayload
from tests.unit.train.test_worker import plain

SOURCES = ("roco", "vqa-rad", "unused")


@pytest.fixture
def shards(tmp_path: Path) -> Path:
    """Nine samples of two of three sources, some rows with both."""
    tokenizer = tiny_tokenizer(tmp_path / "own-tokenizer")
    samples = [
        replace(sample, source=number % 2)
        for number, sample in enumerate(tiny_samples(tokenizer, [1, 0, 2, 1, 0, 0, 1, 1, 0]))
    ]
    members, _ = assign([len(sample.rendered) for sample in samples], LENGTH)
    folder = tmp_path / "mixed"
    folder.mkdir()
    rows = build_rows(samples, members, LENGTH, 0)
    file = write_shard(rows, folder, 0, len(SOURCES))
    available = [(name, 5) for name in SOURCES]
    write_index(folder, Layout(LENGTH, SIDE, (SIDE // 16) ** 2), [file], available)
    return folder


def test_the_loss_of_a_source_is_that_of_its_targets_alone(shards: Path) -> None:
    rows = PackedRows(shards)
    batch = rows.batch(np.arange(len(rows)), None)
    assert batch.sources is not None
    config = build_config(tiny_model(), load_words(shards.parent / "own-tokenizer"))
    model = LossModel(build_model(config, seed=1, dtype=torch.float32), balance=False)
    model.sources = len(SOURCES)
    whole, _ = model(**inputs_of(batch, torch.device("cpu")))
    found = model.by_source
    assert sum(found[:3]) == pytest.approx(whole.item(), rel=1e-6)
    assert sum(found[3:]) == rows.targets.sum()
    assert (found[2], found[5]) == (0.0, 0.0)
    for number in (0, 1):
        own = replace(
            batch, labels=batch.labels.where(batch.sources == number, torch.tensor(IGNORED))
        )
        loss, _ = model(**inputs_of(own, torch.device("cpu")))
        assert found[number] == pytest.approx(loss.item(), rel=1e-6)


def test_sums_of_micro_batches_and_a_source_without_targets() -> None:
    losses = [Losses(3.0, 0.0, (1.0, 2.0, 4.0, 1.0)), Losses(5.0, 0.0, (5.0, 0.0, 2.0, 0.0))]
    assert source_sums(losses, 2) == [6.0, 2.0, 6.0, 1.0]
    assert source_losses(("a", "b"), [6.0, 0.0, 6.0, 0.0]) == {"loss.a": 1.0}


def test_a_step_has_its_own_waits_and_the_checkpoint_before() -> None:
    split, spent = Split(), defaultdict(float)
    spent |= {DATA_WAIT: 1.0, CHECKPOINT: 2.0}
    with split.timed(OPTIMIZER):
        pass
    first = split.figures(spent)
    spent[DATA_WAIT] += 0.5
    second = split.figures(spent)
    assert (first["seconds.data_wait"], first["seconds.checkpoint"]) == (1.0, 2.0)
    assert (second["seconds.data_wait"], second["seconds.checkpoint"]) == (0.5, 0.0)
    assert "seconds.optimizer" in first
    assert "seconds.optimizer" not in second


def test_a_job_tells_them_of_every_step(make_payload: MakePayload, shards: Path) -> None:
    payload = make_payload(shards=str(shards))
    run_worker(payload, plain)
    steps: dict[str, set[int]] = defaultdict(set)
    for point in MetricsFollower(Path(payload.folder) / "metrics.jsonl").new():
        steps[point.name].add(point.step)
        assert point.value >= 0
    everywhere = {name for name, seen in steps.items() if seen == {1, 2, 3, 4}}
    parts = {"data_wait", "forward_backward", "optimizer", "checkpoint"}
    assert {f"seconds.{part}" for part in parts} <= everywhere
    assert {"samples_per_second", "tokens_per_second", "peak_memory_gib"} <= everywhere
    assert {"loss.roco", "loss.vqa-rad"} <= steps.keys()
    assert "loss.unused" not in steps
