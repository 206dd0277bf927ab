"""The program as a person runs it, in a process of its own, and what it says as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHORT = "tests/e2e/short.yaml"
QUICKSTART = "pipelines/quickstart/pipeline.yaml"
LINGERING = ("ray::DashboardAgent", "ray::RuntimeEnvAgent")
Event = Mapping[str, object]


@dataclass(frozen=True)
class Result:
    """A finished command."""

    code: int
    events: tuple[Event, ...]
    out: str
    err: str

    def steps(self, event: str, **fields: object) -> list[str]:
        """Ids of the steps of which the event was told, with these fields."""
        return [
            str(one["step"])
            for one in self.events
            if one["event"] == event and all(one[k] == v for k, v in fields.items())
        ]


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "platform"), "RESIDENCY_HOME": str(home)}


def residency(home: Path, *arguments: str, flags: tuple[str, ...] = ()) -> Result:
    """Run a command to its end."""
    done = subprocess.run(
        [sys.executable, *flags, "-m", "residency", *arguments],
        cwd=ROOT,
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=540,
        check=False,
    )
    events = (line for line in done.stdout.splitlines() if line.startswith("{"))
    return Result(done.returncode, tuple(map(json.loads, events)), done.stdout, done.stderr)


class Running:
    """A command that goes on while the test looks on."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.home = home
        self.events: list[Event] = []
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "residency", *arguments],
            cwd=ROOT,
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.lines.append(line)
                if line.startswith("{"):
                    self.events.append(json.loads(line))

    def wait_for(self, condition: Callable[[Event], bool], seconds: float = 500.0) -> Event:
        """The first event for which it holds; fails when the command ends before."""
        deadline = time.monotonic() + seconds
        seen = 0
        while time.monotonic() < deadline:
            for event in self.events[seen:]:
                seen += 1
                if condition(event):
                    return event
            if self.process.poll() is not None and seen == len(self.events):
                raise AssertionError(f"ended with {self.process.returncode} after {self.events}")
            time.sleep(0.02)
        raise AssertionError(f"not seen in {seconds} s: {self.events[-3:]}")

    def end(self) -> int:
        """Ask it to end, as Ctrl-C in a terminal's neighbour would; its exit code."""
        self.process.terminate()
        code = self.process.wait(90)
        self._reader.join(10)
        return code

    def kill(self) -> None:
        """SIGKILL, and wait until every process of that home is gone.

        Two small agents of Ray look for its head for another minute before they end.
        """
        self.process.kill()
        self.process.wait()
        self._reader.join(60)
        deadline = time.monotonic() + 60
        while left := [line for line in processes_of(self.home) if line not in LINGERING]:
            assert time.monotonic() < deadline, f"left behind: {left}"
            time.sleep(0.1)


def processes_of(home: Path) -> list[str]:
    """Command lines of the living processes that were started for a home."""
    mark = f"RAY_AUTH_TOKEN_PATH={home}/".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes():
                words = (folder / "cmdline").read_bytes().split(b"\0")
                found.append(b" ".join(words[:4]).decode(errors="replace"))
        except (OSError, ProcessLookupError):
            continue  # it ended while we looked, or is not ours
    return [line.strip() for line in found if line.strip()]
