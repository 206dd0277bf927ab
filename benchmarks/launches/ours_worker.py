"""The product's training worker, with a note of when it started and when it had imported."""

from __future__ import annotations

import time

from benchmarks.launches.launch import Mark, own_rank, write_mark
from residency.train.payload import TrainPayload


def train_worker(payload: str) -> None:
    """One rank: the shipped worker, with two notes beside it."""
    first_line = time.time()
    from residency.wiring.worker import train_worker as shipped

    folder = TrainPayload.model_validate_json(payload).folder
    write_mark(folder, Mark(*own_rank(), first_line, imported=time.time()))
    shipped(payload)
