"""Who holds a lock: written into the lock for others to read."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass

from residency.ports import Clock


@dataclass(frozen=True, slots=True)
class Holder:
    """A run, and the process that drives it."""

    owner: str  # a run's id
    pid: int
    host: str
    start: str  # RFC 3339, UTC

    def __str__(self) -> str:
        return f"run {self.owner} (process {self.pid} on {self.host}, since {self.start})"


def this_process(owner: str, clock: Clock) -> Holder:
    """This process as the holder of a lock, from now on."""
    start = clock.now().isoformat(timespec="seconds")
    return Holder(owner=owner, pid=os.getpid(), host=socket.gethostname(), start=start)
