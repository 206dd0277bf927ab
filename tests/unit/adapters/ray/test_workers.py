"""Only the worker that wrote down where it runs is ended."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from residency.adapters.ray.workers import kill
from residency.train.processes import start_of

ENDED_BY_FORCE = -9


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    """One that sleeps."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as started:
        yield started
        started.kill()


def test_a_worker_is_ended(process: subprocess.Popen[bytes]) -> None:
    kill(process.pid, start_of(process.pid))
    assert process.wait(10) == ENDED_BY_FORCE


def test_another_process_that_got_its_id_is_not(process: subprocess.Popen[bytes]) -> None:
    kill(process.pid, start_of(process.pid) - 1)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.2)


def test_one_that_is_gone_is_no_error(process: subprocess.Popen[bytes]) -> None:
    started = start_of(process.pid)
    process.kill()
    process.wait(10)
    kill(process.pid, started)
    with pytest.raises(ProcessLookupError):
        start_of(process.pid)


def test_a_later_process_starts_later(process: subprocess.Popen[bytes]) -> None:
    assert 0 < start_of(os.getpid()) <= start_of(process.pid)
