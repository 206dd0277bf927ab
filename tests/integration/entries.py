"""What the workers of these tests run. Imported by name in processes of their own."""

import os
import sys
from pathlib import Path

from residency.adapters.deepspeed.engine import build_engine
from residency.train.failpoints import arm
from residency.train.payload import TrainPayload
from residency.train.worker import run_worker
from tests.chaos.launch import Launch


def deepspeed_worker(payload: str) -> None:
    """One rank on DeepSpeed; leaves its process id, so that a test can kill it."""
    parsed = TrainPayload.model_validate_json(payload)
    (Path(parsed.folder) / f"pid-{os.environ['RANK']}").write_text(str(os.getpid()))
    run_worker(parsed, build_engine)


def struck_worker(payload: str) -> None:
    """The same, struck where the attempt's folder says so for its rank."""
    folder = Path(TrainPayload.model_validate_json(payload).folder)
    launch = Launch.from_json((folder / "launch.json").read_text())
    rank = int(os.environ["RANK"])
    arm(*(strike.failpoint for strike in launch.strikes if strike.rank == rank))
    deepspeed_worker(payload)


def main() -> None:
    """Under torchrun, without Ray: the payloads named on the command line, one after another."""
    for path in sys.argv[1:]:
        deepspeed_worker(Path(path).read_text())
    assert "ray" not in sys.modules


if __name__ == "__main__":
    main()
