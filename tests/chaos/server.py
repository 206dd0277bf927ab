"""A process that has imported everything once, and forks jobs: a launch in a second, not in 15.

It is forked while it has one thread, no process group and no OpenMP pool, so that what it forks
is as good as started anew. Each job is a driver in a process group of its own, with its ranks as
children: what torchrun is to them. Orphans of a killed driver come back here, to be waited for.
"""

import ctypes
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.chaos.launch import Ended, Launch

ROOT = Path(__file__).resolve().parents[2]
_PR_SET_CHILD_SUBREAPER = 36


class ForkServer:
    """The server, from outside; a context manager that leaves no process behind."""

    def __enter__(self) -> Self:
        paths = f"{ROOT}:{ROOT / 'platform'}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.server"],
            cwd=ROOT,
            env=os.environ
            | {"PYTHONPATH": paths, "OMP_NUM_THREADS": "1", "DS_ACCELERATOR": "cpu"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def run(self, launch: Launch) -> Ended:
        """One attempt, to its end."""
        return Ended.from_json(self._ask(launch.to_json()))

    def wait_for_orphans(self) -> None:
        """Return when no rank of a killed driver is left."""
        self._ask("{}")

    def _ask(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the fork server ended with {self._process.wait()}")
        return answer


def serve() -> None:
    """Answer line by line until the input ends."""
    import torch

    from tests.chaos.rank import run_rank

    # deepspeed.initialize imports it at its first call, and torch's compiler with it: 4 s a rank.
    importlib.import_module("deepspeed.runtime.zero.muon.muon_optimizer")
    importlib.import_module("peft")  # jobs with adapters would import it a rank and launch
    torch.set_num_threads(1)

    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    for line in sys.stdin:
        if not json.loads(line):
            _wait_for_all()
            _say("{}")
            continue
        assert threading.active_count() == 1, "a fork would lose the other threads"
        _say(_ended(Launch.from_json(line), run_rank).to_json())
    _wait_for_all()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _ended(launch: Launch, run_rank: Callable[[Launch, int], int]) -> Ended:
    start = time.perf_counter()
    folder = Path(json.loads(Path(launch.payload).read_bytes())["folder"])
    driver = _fork(lambda: _drive(launch, folder, run_rank))
    _, status = os.waitpid(driver, 0)
    code = os.waitstatus_to_exitcode(status)
    told = folder / "driver.txt"
    error = told.read_text() if told.exists() else f"the driver ended with {code}"
    return Ended(error, time.perf_counter() - start)


def _drive(launch: Launch, folder: Path, run_rank: Callable[[Launch, int], int]) -> int:
    """What torchrun does: start the ranks, and end all when one is lost."""
    from residency.errors import Preempted, WorkerLost
    from residency.train.heartbeat import Deadlines, Watch
    from residency.train.supervise import supervise

    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _print_to(folder / "log.txt")
    os.environ |= {
        "WORLD_SIZE": str(launch.ranks),
        "LOCAL_WORLD_SIZE": str(launch.ranks),
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(_free_port()),
    }
    ranks = {rank: _Child(launch, rank, run_rank) for rank in range(launch.ranks)}
    error = ""
    try:
        supervise(ranks, Watch(folder, Deadlines(**launch.deadlines), ranks=launch.ranks))
    except (WorkerLost, Preempted) as raised:
        error = f"{type(raised).__name__}: {raised.message}"
    for child in ranks.values():
        child.wait()
    (folder / "driver.txt").write_text(error)
    return 0


class _Child:
    """A RankProcess that was forked."""

    def __init__(self, launch: Launch, rank: int, run_rank: Callable[[Launch, int], int]) -> None:
        self._code: int | None = None

        def body() -> int:
            os.environ |= {"RANK": str(rank), "LOCAL_RANK": str(rank)}
            return run_rank(launch, rank)

        self._pid = _fork(body)

    def poll(self) -> int | None:
        if self._code is None:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            self._code = os.waitstatus_to_exitcode(status) if pid else None
        return self._code

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)

    def wait(self) -> None:
        while self.poll() is None:
            time.sleep(0.005)


def _fork(body: Callable[[], int]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        code = body()
    except BaseException:  # noqa: BLE001 - a child must never return into the server's code
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _wait_for_all() -> None:
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def _print_to(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in (1, 2):
        os.dup2(descriptor, number)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


if __name__ == "__main__":
    serve()
