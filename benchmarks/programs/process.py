"""A program in a process of its own: how long it took, and what it printed."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that ended well."""

    seconds: float  # from before it was started until its end was seen
    out: str


def run(command: Sequence[str], environment: Mapping[str, str]) -> Finished:
    """Run it to its end. Raises RuntimeError, with what it said, where it fails."""
    everything = {**os.environ, **environment}
    start = time.perf_counter()
    done = subprocess.run(
        command, env=everything, capture_output=True, text=True, timeout=600, check=False
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return Finished(seconds, done.stdout)
