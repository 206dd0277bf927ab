"""Our launch: adapters.ray.train.run_training with the worker that the product ships."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.launches.launch import Launch, read_launch
from benchmarks.launches.stage import Stage
from residency.adapters.ray.train import run_training
from residency.plan import layout
from residency.plan.work import TrainWork
from residency.train.metrics import MetricsFollower
from residency.train.payload import TrainPayload

ENTRY = "benchmarks.launches.ours_worker:train_worker"


def launch(stage: Stage, work: TrainWork, folder: Path) -> Launch:
    """Launch the stage in a new folder and wait for its end."""
    payload = TrainPayload(
        step="train.align",
        fingerprint="0" * 64,
        work=work,
        seed=work.identity.seed,
        folder=str(folder),
        checkpoints=str(folder / "checkpoints"),
        inputs={"shards": str(stage.shards), "model": str(stage.model)},
    )
    called = time.time()
    run_training(payload, ENTRY, lambda _: None, threading.Event())
    return _with_first_step(read_launch(folder, called), folder)


def _with_first_step(launch: Launch, folder: Path) -> Launch:
    """The product's own curves say when the first step ended, and with what."""
    written = MetricsFollower(folder / layout.METRICS).new()
    points = {point.name: point for point in written if point.step == 1}
    first = replace(
        launch.marks[0],
        first_step=points["loss"].time,
        loss=points["loss"].value,
        norm=points["grad_norm"].value,
    )
    return replace(launch, marks=(first, *launch.marks[1:]))
