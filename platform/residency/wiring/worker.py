"""What a training worker imports: the worker's loop with DeepSpeed as its engine."""

from __future__ import annotations

from residency.adapters.deepspeed.engine import build_engine
from residency.train.payload import TrainPayload
from residency.train.worker import run_worker


def train_worker(payload: str) -> None:
    """Run one rank of a training job from its payload, a TrainPayload as JSON."""
    run_worker(TrainPayload.model_validate_json(payload), build_engine)
