"""The Locks port: one suite on the fake, flock and a lease, and what only processes can do."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from residency.adapters.local.clock import SetClock, SystemClock
from residency.adapters.storage.flock import FolderLocks
from residency.adapters.storage.lease import S3Locks, Terms
from residency.adapters.storage.memory_locks import MemoryLocks
from residency.adapters.storage.s3_bucket import Bucket
from residency.errors import RunLocked
from residency.ports import Locks

KEY = "t/runs/quickstart/lock"
HOLDER = """
import pathlib, sys, time
from residency.adapters.local.clock import SystemClock
from residency.adapters.storage.flock import FolderLocks
with FolderLocks(pathlib.Path(sys.argv[1]), SystemClock()).hold(sys.argv[2], "run-of-the-child"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(params=["memory", "flock", "lease"])
def locks(request: pytest.FixtureRequest, tmp_path: Path) -> Locks:
    if request.param == "lease":
        bucket: Bucket = request.getfixturevalue("bucket")
        return S3Locks(bucket, SystemClock(), Terms(looked=0.05))
    return MemoryLocks() if request.param == "memory" else FolderLocks(tmp_path, SetClock())


def test_a_second_holder_is_refused_with_the_name_of_the_first(locks: Locks) -> None:
    with (
        locks.hold(KEY, "run-1"),
        pytest.raises(RunLocked, match="held by run run-1") as caught,
        locks.hold(KEY, "run-2"),
    ):
        pytest.fail("both hold it")
    assert "Wait for that run to end" in caught.value.remedy


def test_it_is_free_after_use_and_after_an_error(locks: Locks) -> None:
    with pytest.raises(KeyError), locks.hold(KEY, "run-1"):
        raise KeyError
    with locks.hold(KEY, "run-2"):
        pass


def test_what_is_held_is_not_lost(locks: Locks) -> None:
    with locks.hold(KEY, "run-1") as lost:
        assert not lost.is_set()


def test_other_keys_are_free(locks: Locks) -> None:
    with locks.hold(KEY, "run-1"), locks.hold("t/runs/other/lock", "run-2"):
        pass


def test_a_waiter_gets_it_when_the_holder_ends(locks: Locks) -> None:
    order: list[str] = []
    waiting = threading.Event()

    def wait_for_it() -> None:
        waiting.set()
        with locks.hold(KEY, "run-2", wait=True):
            order.append("second")

    with locks.hold(KEY, "run-1"):
        thread = threading.Thread(target=wait_for_it)
        thread.start()
        waiting.wait()
        thread.join(timeout=0.1)
        assert thread.is_alive()
        order.append("first")
    thread.join(timeout=10)
    assert order == ["first", "second"]


@pytest.fixture
def child(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", HOLDER, str(tmp_path), KEY]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_the_message_names_run_process_host_and_start(
    child: subprocess.Popen[str], tmp_path: Path
) -> None:
    locks = FolderLocks(tmp_path, SetClock())
    with pytest.raises(RunLocked) as caught, locks.hold(KEY, "mine"):
        pytest.fail("both hold it")
    said = str(caught.value)
    assert f"run run-of-the-child (process {child.pid} on {socket.gethostname()}, since 20" in said


def test_sigkill_frees_it(child: subprocess.Popen[str], tmp_path: Path) -> None:
    locks = FolderLocks(tmp_path, SetClock())
    child.send_signal(signal.SIGKILL)
    child.wait()
    with locks.hold(KEY, "mine"):
        pass


def test_a_waiter_gets_it_when_the_holder_is_killed(
    child: subprocess.Popen[str], tmp_path: Path
) -> None:
    timer = threading.Timer(0.2, child.send_signal, [signal.SIGKILL])
    timer.start()
    with FolderLocks(tmp_path, SetClock()).hold(KEY, "mine", wait=True):
        assert child.wait(timeout=5) == -signal.SIGKILL
    timer.join()
