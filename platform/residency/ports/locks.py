"""Locks over what only one run may do at a time."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from residency.ports.stop_signal import StopSignal


class Locks(Protocol):
    """Locks that SIGKILL frees: flock on a disk, a lease on S3."""

    def hold(
        self, key: str, owner: str, *, wait: bool = False
    ) -> AbstractContextManager[StopSignal]:
        """Hold the lock; RunLocked, naming the owner, where another does and `wait` is off.

        The block is given a signal that is set once the lock is lost (a lease that could not be
        renewed): the work under it is to end.
        """
