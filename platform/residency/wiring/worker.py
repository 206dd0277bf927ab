"""What a training worker imports: the worker's loop with DeepSpeed as its engine.

Ray Train calls `train_worker`. Without Ray a rank is `python -m residency.wiring.worker PAYLOAD`,
under torchrun or under residency.wiring.supervised.
"""

from __future__ import annotations

import sys
from pathlib import Path

from residency.adapters.deepspeed.engine import build_engine
from residency.errors import ExitCode
from residency.train.payload import Ending, TrainOutcome, TrainPayload
from residency.train.worker import run_worker


def train_worker(payload: str) -> TrainOutcome:
    """Run one rank of a training job from its payload, a TrainPayload as JSON."""
    return run_worker(TrainPayload.model_validate_json(payload), build_engine)


if __name__ == "__main__":
    ending = train_worker(Path(sys.argv[1]).read_text(encoding="utf-8")).ending
    sys.exit(ExitCode.DONE if ending is Ending.DONE else ExitCode.PREEMPTED)
