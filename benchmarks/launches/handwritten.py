"""What people write without us: a TorchTrainer whose function calls deepspeed.initialize."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ray.train import RunConfig, ScalingConfig
from ray.train.torch import TorchConfig, TorchTrainer

from benchmarks.launches.launch import WORKERS, Launch, Mark, own_rank, read_launch, write_mark
from benchmarks.launches.stage import Stage
from residency.data.cursor import rows_of_rank, rows_of_step
from residency.data.shards import read_index
from residency.plan.work import TrainWork


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the function is told: plain values, as one writes them into a script."""

    model: str
    shard: str
    rows: tuple[tuple[int, ...], ...]  # of the first step, by rank
    window: int  # of sliding attention
    lr: float
    betas: tuple[float, float]
    weight_decay: float
    clip: float
    folder: str


def train(config: dict[str, Any]) -> None:
    """One rank, one optimiser step."""
    first_line = time.time()
    from benchmarks.launches.handwritten_worker import train_step

    imported = time.time()
    rank, world_size = own_rank()
    loss, norm = train_step(Recipe(**config), rank)
    mark = Mark(rank, world_size, first_line, imported, time.time(), loss, norm)
    write_mark(config["folder"], mark)


def launch(stage: Stage, work: TrainWork, folder: Path) -> Launch:
    """Launch it in a new folder and wait for its end."""
    folder.mkdir(parents=True)
    recipe = _recipe(stage, work, folder)
    called = time.time()
    trainer = TorchTrainer(
        train,
        train_loop_config=asdict(recipe),
        torch_config=TorchConfig(backend="gloo"),
        scaling_config=ScalingConfig(num_workers=WORKERS),
        run_config=RunConfig(name=folder.name, storage_path=str(folder / "ray")),
    )
    trainer.fit()
    return read_launch(folder, called)


def _recipe(stage: Stage, work: TrainWork, folder: Path) -> Recipe:
    """The same step: the order of the rows and the warm-up are not what is measured."""
    index, optimizer = read_index(stage.shards), work.identity.optimizer
    text = work.identity.model.text.config
    assert text is not None
    batch = rows_of_step(work.identity.seed, 0, index.rows, optimizer.global_batch)
    return Recipe(
        model=str(stage.model),
        shard=str(stage.shards / index.files[0].name),
        rows=tuple(
            tuple(int(row) for row in rows_of_rank(batch, rank, WORKERS))
            for rank in range(WORKERS)
        ),
        window=text.sliding_window or text.context,
        lr=optimizer.lr / 2,  # the first of two: one step, all of it warm-up
        betas=(optimizer.betas[0], optimizer.betas[1]),
        weight_decay=optimizer.weight_decay,
        clip=optimizer.clip,
        folder=str(folder),
    )
