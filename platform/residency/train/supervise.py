"""The processes of a job on one machine: all end when one of them is lost, or gives no sign."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Protocol

from residency.errors import ExitCode, Preempted, WorkerLost
from residency.train.heartbeat import Overdue, Watch

POLL_SECONDS = 0.05


class RankProcess(Protocol):
    """One rank's process; subprocess.Popen is one."""

    def poll(self) -> int | None:
        """Its exit code, negative for a signal; None while it runs."""

    def kill(self) -> None:
        """End it by force; a stopped process too."""


def supervise(
    ranks: Mapping[int, RankProcess], watch: Watch, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Return when every rank has ended well.

    Raises WorkerLost, once all of them are gone, where one died, failed or gave no sign for
    longer than its phase may last; Preempted where they stopped in order.
    """
    watch.begin()
    try:
        codes = _followed(ranks, watch, sleep)
    finally:
        for process in ranks.values():
            if process.poll() is None:
                process.kill()
    if ExitCode.PREEMPTED in codes.values():
        raise Preempted("The job was stopped.", "Run again to continue.")


def _followed(
    ranks: Mapping[int, RankProcess], watch: Watch, sleep: Callable[[float], None]
) -> Mapping[int, int]:
    while True:
        codes = {rank: process.poll() for rank, process in ranks.items()}
        ended = {rank: code for rank, code in codes.items() if code is not None}
        lost = {r: c for r, c in ended.items() if c not in (ExitCode.DONE, ExitCode.PREEMPTED)}
        if lost:
            told = ", ".join(f"rank {rank} with {code}" for rank, code in lost.items())
            raise WorkerLost(f"A worker ended: {told}.", "See its log.")
        if len(ended) == len(ranks):
            return ended
        if late := [one for one in watch.overdue() if codes[one.rank] is None]:
            raise hung(late)
        sleep(POLL_SECONDS)


def hung(late: list[Overdue]) -> WorkerLost:
    """The error of ranks that give no sign."""
    return WorkerLost(f"A worker hangs: {'; '.join(map(str, late))}.", "See its log.")
