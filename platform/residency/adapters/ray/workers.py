"""Where the workers of a training job run, so that one that hangs can be ended from outside."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from residency.spec.base import SpecModel
from residency.train.durable import replace
from residency.train.processes import start_of

PLACES = "workers"


def _this_node() -> str:
    return str(ray.get_runtime_context().get_node_id())


class WorkerPlace(SpecModel):
    """One worker's process."""

    node: str  # Ray's id of it
    pid: int
    started: int  # clock ticks after the boot: another process may get the id of one that ended


def note_place(folder: Path) -> None:
    """Called by a worker: write down where it runs."""
    pid = os.getpid()
    place = WorkerPlace(node=_this_node(), pid=pid, started=start_of(pid))
    path = folder / PLACES / f"{os.environ['RANK']}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, place.model_dump_json().encode())


class WorkerPlaces:
    """All workers of an attempt."""

    def __init__(self, folder: Path, here: Callable[[], str] = _this_node) -> None:
        self._folder, self._here = folder / PLACES, here
        self._killed: set[WorkerPlace] = set()

    def kill_all(self) -> None:
        """SIGKILL, which ends a stopped process too; an actor's own end would wait for it.

        May be called again: it then ends those that have come since.
        """
        here = self._here()
        for path in self._folder.glob("*.json"):
            place = WorkerPlace.model_validate_json(path.read_bytes())
            if place in self._killed:
                continue
            self._killed.add(place)
            if place.node == here:
                kill(place.pid, place.started)
                continue
            there = NodeAffinitySchedulingStrategy(place.node, soft=False)
            ray.remote(num_cpus=0, max_retries=0)(kill).options(scheduling_strategy=there).remote(
                place.pid, place.started
            )


def kill(pid: int, started: int) -> None:
    """End the process of this machine that has the id since then; no other one."""
    with suppress(ProcessLookupError):
        process = os.pidfd_open(pid)  # stands for this process even if its id is given on
        try:
            if start_of(pid) == started:
                signal.pidfd_send_signal(process, signal.SIGKILL)
        finally:
            os.close(process)
