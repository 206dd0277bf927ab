"""What only a lease on S3 can do: run out, be lost, be renewed through an outage."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from residency.adapters.local.clock import SystemClock
from residency.adapters.storage.lease import S3Locks, Terms
from residency.adapters.storage.s3_bucket import Bucket, connect
from residency.adapters.storage.s3_settings import S3Settings
from residency.errors import EnvironmentProblem, RunLocked
from tests.faulty_proxy import Faults, faulty_proxy
from tests.s3_server import S3Server

KEY = "t/runs/quickstart/lock"
SHORT = Terms(lasts=5.0, renewed=0.3, early=2.0, looked=0.05)  # S3 tells whole seconds
HOLDER = """
import sys, time
from residency.adapters.local.clock import SystemClock
from residency.adapters.storage.lease import S3Locks, Terms
from residency.adapters.storage.s3_bucket import Bucket, connect
from residency.adapters.storage.s3_place import parse_place
from residency.adapters.storage.s3_settings import s3_settings_from_environment
bucket = Bucket(parse_place(sys.argv[1]), connect(s3_settings_from_environment()))
terms = Terms(lasts=5.0, renewed=0.3, early=2.0, looked=0.05)
with S3Locks(bucket, SystemClock(), terms).hold(sys.argv[2], sys.argv[3]) as lost:
    print("held", flush=True)
    while not lost.is_set():
        time.sleep(0.01)
    print("lost", flush=True)
"""


def locks(bucket: Bucket, terms: Terms = SHORT) -> S3Locks:
    return S3Locks(bucket, SystemClock(), terms)


@contextmanager
def child(bucket: Bucket, owner: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock."""
    path = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-c", HOLDER, bucket.place.url, KEY, owner]
    with subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def test_a_killed_holder_is_named_until_its_lease_ends_and_then_it_is_free(bucket: Bucket) -> None:
    with child(bucket, "run-of-the-child") as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    with (
        pytest.raises(
            RunLocked, match=f"held by run run-of-the-child \\(process {process.pid} on"
        ),
        locks(bucket).hold(KEY, "mine"),
    ):
        pytest.fail("it had not run out")
    begin = time.monotonic()
    with locks(bucket).hold(KEY, "mine", wait=True):
        assert 2.0 < time.monotonic() - begin < SHORT.lasts + 5.0


def test_a_holder_that_works_long_keeps_it(bucket: Bucket) -> None:
    with child(bucket, "run-of-the-child"):
        deadline = time.monotonic() + 1.5 * SHORT.lasts
        while time.monotonic() < deadline:
            with pytest.raises(RunLocked), locks(bucket).hold(KEY, "mine"):
                pytest.fail("both hold it")
            time.sleep(0.2)


def test_of_several_who_find_it_run_out_one_takes_it(bucket: Bucket) -> None:
    with child(bucket, "run-of-the-child") as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    time.sleep(SHORT.lasts + 1.5)
    start, done = threading.Barrier(8), threading.Barrier(8)

    def take(number: int) -> bool:
        start.wait()
        with suppress(RunLocked), locks(bucket).hold(KEY, f"run-{number}"):
            done.wait()
            return True
        done.wait()
        return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(8))) == 1


def test_of_several_processes_one_works_at_a_time(bucket: Bucket) -> None:
    """Each reads a number, waits, and writes the next: two at once would lose one."""
    bucket.put("t/number", b"0")
    code = HOLDER[: HOLDER.index("with S3Locks")] + (
        "with S3Locks(bucket, SystemClock(), terms).hold(sys.argv[2], sys.argv[3], wait=True):\n"
        "    number = int(bucket.read('t/number').data)\n"
        "    time.sleep(0.2)\n"
        "    bucket.put('t/number', str(number + 1).encode())\n"
    )
    path = os.pathsep.join(path for path in sys.path if path)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, bucket.place.url, KEY, f"run-{number}"],
            env={**os.environ, "PYTHONPATH": path},
        )
        for number in range(4)
    ]
    assert [process.wait(60) for process in processes] == [0, 0, 0, 0]
    assert bucket.read("t/number").data == b"4"


def test_who_slept_too_long_learns_that_another_has_it(bucket: Bucket) -> None:
    """A suspended process renews nothing; the lease goes to another, and it must notice."""
    with child(bucket, "sleeper") as process:
        process.send_signal(signal.SIGSTOP)
        with locks(bucket).hold(KEY, "mine", wait=True) as mine:
            process.send_signal(signal.SIGCONT)
            assert process.stdout is not None
            assert process.stdout.readline() == "lost\n"
            assert process.wait(10) == 0
            time.sleep(2 * SHORT.renewed)
            assert not mine.is_set()  # the sleeper has not freed what is no longer its own


def test_a_lock_that_somebody_replaced_is_noticed_at_the_next_renewal(bucket: Bucket) -> None:
    with locks(bucket, replace(SHORT, lasts=600.0)).hold(KEY, "run-1") as lost:
        bucket.put(KEY, b"by hand")
        deadline = time.monotonic() + 10
        while not lost.is_set():
            assert time.monotonic() < deadline
            time.sleep(0.05)
    assert bucket.read(KEY).data == b"by hand"  # it frees only what is its own


@contextmanager
def through(s3: S3Server, bucket: Bucket, faults: Faults) -> Iterator[Bucket]:
    with faulty_proxy(s3.endpoint, faults) as endpoint:
        settings = S3Settings(endpoint=endpoint, attempts=1, connect_seconds=0.5, read_seconds=0.5)
        yield Bucket(bucket.place, connect(settings))


def test_a_holder_that_cannot_renew_stops_before_another_begins(
    s3: S3Server, bucket: Bucket, caplog: pytest.LogCaptureFixture
) -> None:
    faults = Faults(share=0.0)
    with through(s3, bucket, faults) as faulty, locks(faulty).hold(KEY, "cut-off") as lost:
        assert not lost.is_set()
        faults.broken = True
        with locks(bucket).hold(KEY, "next", wait=True):
            assert lost.is_set()
    assert "was not renewed" in caplog.text


def test_a_short_outage_loses_nothing(
    s3: S3Server, bucket: Bucket, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    faults, terms = Faults(share=0.0), replace(SHORT, lasts=10.0)
    with through(s3, bucket, faults) as faulty, locks(faulty, terms).hold(KEY, "run-1") as lost:
        faults.broken = True
        time.sleep(1.0)
        faults.broken = False
        time.sleep(1.0)
        assert not lost.is_set()
    with locks(bucket).hold(KEY, "run-2"):  # it was freed
        pass


def test_lost_answers_do_not_lose_the_lease(s3: S3Server, bucket: Bucket) -> None:
    """A renewal whose answer was lost is done: the next one must know its etag."""
    with faulty_proxy(s3.endpoint, Faults(share=0.4)) as endpoint:
        faulty = Bucket(bucket.place, connect(S3Settings(endpoint=endpoint)))
        terms = replace(SHORT, lasts=20.0)
        with locks(faulty, terms).hold(KEY, "run-1") as lost:
            time.sleep(3.0)
            assert not lost.is_set()


def test_a_service_that_ignores_conditions_is_refused(bucket: Bucket) -> None:
    careless = Bucket(bucket.place, _Careless(bucket.client))
    with (
        pytest.raises(EnvironmentProblem, match="does not honour conditions on writes"),
        locks(careless).hold(KEY, "run-1"),
    ):
        pytest.fail("it would hold nothing")


class _Careless:
    """A client of a service that writes whatever the condition is, as old ones do."""

    def __init__(self, client: object) -> None:
        self._client = client

    def __getattr__(self, name: str) -> object:
        return getattr(self._client, name)

    def put_object(self, **request: object) -> object:
        for condition in ("IfMatch", "IfNoneMatch"):
            request.pop(condition, None)
        return self._client.put_object(**request)  # type: ignore[attr-defined]


def test_foreign_content_is_named(bucket: Bucket) -> None:
    bucket.put(KEY, b"not ours")
    with (
        pytest.raises(EnvironmentProblem, match="is none that Residency wrote"),
        locks(bucket).hold(KEY, "run-1"),
    ):
        pytest.fail("it is held by nobody we know")
