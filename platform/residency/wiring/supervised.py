"""A training job on this machine without Ray: `python -m residency.wiring.supervised PAYLOAD`.

PAYLOAD is the path of a TrainPayload as JSON. It starts the ranks, as torchrun would on one node,
and does what torchrun does not: it watches their signs of life, so that a rank that hangs ends
the job instead of holding up the others for ever. SIGTERM and SIGINT stop the job in order, after
a checkpoint. The exit code is the errors' own (residency/errors.py); who called runs it again.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from residency.errors import ExitCode, ResidencyError
from residency.train.heartbeat import Watch
from residency.train.payload import STOP_FILE, TrainPayload
from residency.train.supervise import supervise

WORKER = "residency.wiring.worker"
LOOPBACK = "127.0.0.1"

logger = logging.getLogger(__name__)


def run_supervised(path: Path) -> None:
    """Run the job of a payload to its end.

    Raises WorkerLost where a rank died, failed or gave no sign; Preempted where it was stopped.
    """
    payload = TrainPayload.model_validate_json(path.read_bytes())
    folder, count = Path(payload.folder), payload.work.execution.workers
    folder.mkdir(parents=True, exist_ok=True)  # a stop may come before a rank has made it
    command = [sys.executable, "-m", WORKER, str(path)]
    port = _free_port()
    with _stopping_on_signals(folder / STOP_FILE):
        ranks: dict[int, subprocess.Popen[bytes]] = {}
        try:
            for rank in range(count):
                environment = os.environ | _environment(rank, count, port)
                # In a group of its own: a terminal's Ctrl-C is for us, who stop it in order.
                ranks[rank] = subprocess.Popen(command, env=environment, process_group=0)
            supervise(ranks, Watch(folder, ranks=count))
        finally:
            for process in ranks.values():
                process.kill()  # where another one could not be started; else it has ended
                process.wait()


def _environment(rank: int, count: int, port: int) -> dict[str, str]:
    """What torch.distributed reads; cores are the ranks', not each one's."""
    return {
        "RANK": str(rank),
        "LOCAL_RANK": str(rank),
        "WORLD_SIZE": str(count),
        "LOCAL_WORLD_SIZE": str(count),
        "MASTER_ADDR": LOOPBACK,
        "MASTER_PORT": str(port),
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
    }


@contextmanager
def _stopping_on_signals(stop: Path) -> Iterator[None]:
    kinds = (signal.SIGTERM, signal.SIGINT)
    before = {kind: signal.signal(kind, lambda *_: stop.touch()) for kind in kinds}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as found:
        port: int = found.getsockname()[1]
        return port


def main(arguments: Sequence[str]) -> int:
    """Run it, and tell what went wrong in one line and its remedy."""
    logging.basicConfig(format="%(message)s")
    try:
        run_supervised(Path(arguments[0]))
    except ResidencyError as error:
        logger.error("%s", error)
        return error.exit_code
    return ExitCode.DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
