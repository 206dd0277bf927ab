"""A hospital prepares its data into a bucket: killed, continued, cached, seen from elsewhere."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from residency.adapters.storage.s3 import S3Store
from residency.adapters.storage.s3_bucket import Bucket, connect
from residency.adapters.storage.s3_place import S3Place
from residency.adapters.storage.s3_settings import s3_settings_from_environment
from residency.plan.record import Outcome, Record
from tests.e2e.command import LINGERING, ROOT, processes_of
from tests.s3_server import ALLOWED, BUCKET, S3Server, environment_of, s3_server

PIPELINE = "tests/integration/text_only.yaml"
PLACE = S3Place(BUCKET, f"{ALLOWED}/home")
STEPS = ("ingest.dictionary", "tokenizer", "pack.words")


@dataclass(frozen=True)
class Machine:
    """A machine of the hospital: its own cache and keys, the bucket in common."""

    folder: Path
    server: S3Server

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def environment(self) -> Mapping[str, str]:
        own = {
            "PYTHONPATH": str(ROOT / "platform"),
            "RESIDENCY_HOME": PLACE.url,
            "RESIDENCY_CACHE": str(self.cache),
            "RESIDENCY_KEYS": str(self.keys),
        }
        return {**os.environ, **self.server.variables, **own}

    def residency(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "residency", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )

    def prepare_and_die_in(self, step: str, store: S3Store) -> None:
        """Start preparing, and SIGKILL it once the step is at work."""
        with subprocess.Popen(
            [sys.executable, "-u", "-m", "residency", "prepare", PIPELINE],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            assert process.stdout is not None
            told: list[str] = []
            while not told or f"{step} started" not in told[-1]:
                told.append(process.stdout.readline())
                assert told[-1], f"it ended before: {''.join(told)}"
            while not any(True for _ in store.list(f"local/{step.replace('.', '/')}/")):
                assert process.poll() is None, "it ended before"
            process.kill()
        deadline = time.monotonic() + 60
        while [one for one in processes_of(self.cache) if one not in LINGERING]:
            assert time.monotonic() < deadline
            time.sleep(0.1)


@pytest.fixture
def server() -> Iterator[S3Server]:
    with s3_server() as one, environment_of(one.variables):
        yield one


def whole_records(store: S3Store) -> dict[str, Record]:
    """Every step's record; what it names was compared with its digest."""
    keys = [key for key in store.list("local/") if key.endswith("/record.json")]
    found = [Record.model_validate_json(store.read(key)) for key in keys]
    for record in found:
        for output in record.outputs:
            store.local_copy(output, verify=True)
    return {record.step: record for record in found}


@pytest.mark.timeout(600)
def test_data_is_prepared_into_a_bucket_whatever_happens(server: S3Server, tmp_path: Path) -> None:
    first, second = (Machine(tmp_path / name, server) for name in ("first", "second"))
    store = S3Store(Bucket(PLACE, connect(s3_settings_from_environment())), tmp_path / "looking")
    first.prepare_and_die_in("pack.words", store)
    before = whole_records(store)
    assert set(before) == {"ingest.dictionary", "tokenizer"}  # pack has left no record
    it_goes_on_where_it_was(first)
    after = whole_records(store)
    assert set(after) == set(STEPS)
    assert {step: after[step] for step in before} == before
    assert [one.outcome for one in after["pack.words"].attempts] == [Outcome.LOST, Outcome.DONE]
    nothing_is_done_twice(first)
    another_machine_needs_the_key(first, second)
    assert whole_records(store) == after
    assert_no_key_in(store, second)
    training_is_refused(second)


def it_goes_on_where_it_was(machine: Machine) -> None:
    """The killed run's lock is held still, by name; who waits gets it."""
    refused = machine.residency("prepare", PIPELINE)
    assert refused.returncode == 2
    assert "text-only/lock is held by run" in refused.stderr
    done = machine.residency("prepare", PIPELINE, "--wait")
    assert done.returncode == 0, done.stderr
    assert "1 steps ran, 2 cached" in done.stdout


def nothing_is_done_twice(machine: Machine) -> None:
    done = machine.residency("prepare", PIPELINE)
    assert done.returncode == 0, done.stderr
    assert "0 steps ran, 3 cached" in done.stdout


def another_machine_needs_the_key(first: Machine, second: Machine) -> None:
    without = second.residency("prepare", PIPELINE)
    assert without.returncode == 2
    assert "of tenant local is not on this machine" in without.stderr
    assert "RESIDENCY_KEYS" in without.stderr
    assert not second.keys.exists()
    second.folder.mkdir(exist_ok=True)
    first.keys.rename(second.keys)
    nothing_is_done_twice(second)


def training_is_refused(machine: Machine) -> None:
    refused = machine.residency("run", PIPELINE)
    assert refused.returncode == 2
    assert "not supported yet: train.words with a home on S3" in refused.stderr


def assert_no_key_in(store: S3Store, machine: Machine) -> None:
    secrets = [path.read_bytes() for path in machine.keys.rglob("k-*")]
    assert secrets
    for key in store.list(""):
        data = store.read(key)
        for secret in secrets:
            assert secret not in data
            assert bytes.fromhex(secret.decode()) not in data
