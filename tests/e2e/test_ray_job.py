"""The same pipeline, unchanged, inside a Ray cluster that was there before: `ray job submit`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from residency.adapters.ray.cluster import make_token
from residency.cli.ports import choose_port
from residency.wiring import Residency, Settings
from tests.e2e.command import ROOT, SHORT

pytestmark = pytest.mark.timeout(900)
HERE = "127.0.0.1"
PROGRAMS = Path(sys.executable).parent


@dataclass(frozen=True)
class Head:
    """A token-protected head of its own, as a platform team would run it."""

    address: str
    environment: dict[str, str]


@pytest.fixture(scope="module")
def head(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Head]:
    token = tmp_path_factory.mktemp("head") / "token"
    make_token(token)
    dashboard = choose_port(HERE)
    environment = {
        **os.environ,
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN_PATH": str(token),
        "RAY_USAGE_STATS_ENABLED": "0",
    }
    ports = {name: choose_port(HERE) for name in ("port", "dashboard-agent-listen-port")}
    with tempfile.TemporaryDirectory(prefix="rjob", ignore_cleanup_errors=True) as folder:
        command = [
            *(str(PROGRAMS / "ray"), "start", "--head", "--block", "--num-cpus", "16"),
            *("--node-ip-address", HERE, "--dashboard-host", HERE),
            *("--dashboard-port", str(dashboard), "--temp-dir", folder),
            *(f"--{name}={port}" for name, port in ports.items()),
        ]
        log = Path(folder) / "head.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                command, env=environment, stdout=output, stderr=output, cwd=folder
            )
        address = f"http://{HERE}:{dashboard}"
        try:
            _await(address, process, log)
            yield Head(address, environment)
        finally:
            process.terminate()
            process.wait(60)


def _await(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()[-2000:]
        try:
            if httpx.get(f"{address}/api/version").status_code in (200, 401):
                return
        except httpx.TransportError:
            time.sleep(0.3)
    raise AssertionError(f"the head did not answer: {log.read_text()[-2000:]}")


def submit(head: Head, variables: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """What a user types, and waits for."""
    return subprocess.run(
        [
            *(str(PROGRAMS / "ray"), "job", "submit", "--address", head.address),
            *("--working-dir", ".", "--runtime-env-json", json.dumps({"env_vars": variables})),
            *("--", "residency", *words),
        ],
        cwd=ROOT,
        env=head.environment,
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )


def test_nobody_submits_without_the_token(head: Head) -> None:
    assert httpx.get(f"{head.address}/api/jobs/").status_code == 401


def test_a_job_without_a_home_is_refused_with_the_remedy(head: Head) -> None:
    refused = submit(head, {}, "run", SHORT)
    assert refused.returncode != 0
    assert "RESIDENCY_HOME is not set inside a Ray job" in refused.stdout + refused.stderr


def test_the_whole_pipeline_runs_in_the_cluster_that_is_there(head: Head, tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = submit(head, {"RESIDENCY_HOME": str(home)}, "run", SHORT)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    application = Residency(Settings(home))
    plan = application.plan(application.load(str(ROOT / SHORT)))
    assert [s.step.id for s in application.states(plan) if not s.cached] == []
    assert not (home / "ray" / "token").exists(), "a private Ray was started beside the cluster"
