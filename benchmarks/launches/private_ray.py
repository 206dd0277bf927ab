"""The Ray that all launches share, started as the product starts its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.launches.stage import Stage
from residency.adapters.ray.cluster import RayOptions, start_private_ray, worker_environment

ROOT = Path(__file__).resolve().parents[2]
LOGICAL_CPUS = 16  # as many as an embedded run has


@contextmanager
def ready(folder: Path) -> Iterator[Stage]:
    """A private Ray, and the stage's inputs, which are written meanwhile by another process."""
    environment = worker_environment(folder) | {"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"}
    os.environ |= environment
    stage = Stage(folder / "inputs")
    command = [sys.executable, "-m", "benchmarks.launches.stage", str(stage.folder)]
    writer = subprocess.Popen(command, cwd=ROOT)
    try:
        with start_private_ray(RayOptions(folder / "token", LOGICAL_CPUS, environment)):
            if writer.wait():
                raise RuntimeError(f"the stage's inputs were not written: {' '.join(command)}")
            yield stage
    finally:
        writer.kill()
        writer.wait()
