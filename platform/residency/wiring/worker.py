"""What a training worker imports: the worker's loop with DeepSpeed as its engine.

Ray Train calls `train_worker`. Without Ray a rank is `python -m residency.wiring.worker PAYLOAD`,
under torchrun or under residency.wiring.supervised.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from residency.adapters.deepspeed.engine import build_engine
from residency.errors import ExitCode, Preempted
from residency.train.payload import Ending, TrainOutcome, TrainPayload
from residency.train.processes import began
from residency.train.worker import run_worker

logger = logging.getLogger(__name__)


def train_worker(payload: str) -> TrainOutcome:
    """Run one rank of a training job from its payload, a TrainPayload as JSON."""
    return run_worker(TrainPayload.model_validate_json(payload), build_engine)


def main(arguments: Sequence[str]) -> int:
    """Run one rank, and say by the exit code whether it was stopped in order."""
    payload = TrainPayload.model_validate_json(Path(arguments[0]).read_bytes())
    asked = payload.model_copy(update={"asked_at": began()})
    try:
        ending = run_worker(asked, build_engine).ending
    except Preempted as error:  # while it waited for its inputs
        logger.warning("%s", error)
        return error.exit_code
    return ExitCode.DONE if ending is Ending.DONE else ExitCode.PREEMPTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
