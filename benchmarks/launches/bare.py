"""A bare TorchTrainer: workers that note their first line and end. The least a launch can cost."""

from __future__ import annotations

import time
from pathlib import Path

from ray.train import RunConfig, ScalingConfig
from ray.train.torch import TorchConfig, TorchTrainer

from benchmarks.launches.launch import WORKERS, Launch, Mark, own_rank, read_launch, write_mark


def train(config: dict[str, str]) -> None:
    """Nothing but the note."""
    first_line = time.time()
    write_mark(config["folder"], Mark(*own_rank(), first_line))


def launch(folder: Path) -> Launch:
    """Launch it in a new folder and wait for its end."""
    folder.mkdir(parents=True)
    called = time.time()
    trainer = TorchTrainer(
        train,
        train_loop_config={"folder": str(folder)},
        torch_config=TorchConfig(backend="gloo"),
        scaling_config=ScalingConfig(num_workers=WORKERS),
        run_config=RunConfig(name=folder.name, storage_path=str(folder / "ray")),
    )
    trainer.fit()
    return read_launch(folder, called)
