"""Where the workers of a training job run, so that one that hangs can be ended from outside."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from residency.spec.base import SpecModel

PLACES = "workers"


class WorkerPlace(SpecModel):
    """One worker's process."""

    node: str  # Ray's id of it
    pid: int


def note_place(folder: Path) -> None:
    """Called by a worker: write down where it runs."""
    place = WorkerPlace(node=_this_node(), pid=os.getpid())
    path = folder / PLACES / f"{os.environ['RANK']}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(place.model_dump_json(), encoding="utf-8")


class WorkerPlaces:
    """All workers of an attempt."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / PLACES

    def kill_all(self) -> None:
        """SIGKILL, which ends a stopped process too; an actor's own end would wait for it."""
        here = _this_node()
        for path in self._folder.glob("*.json"):
            place = WorkerPlace.model_validate_json(path.read_bytes())
            if place.node == here:
                _kill(place.pid)
                continue
            there = NodeAffinitySchedulingStrategy(place.node, soft=False)
            ray.remote(num_cpus=0, max_retries=0)(_kill).options(scheduling_strategy=there).remote(
                place.pid
            )


def _this_node() -> str:
    return str(ray.get_runtime_context().get_node_id())


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
