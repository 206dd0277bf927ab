"""Locks in memory: the shipped fake."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from residency.adapters.storage.keys import checked
from residency.errors import RunLocked
from residency.ports import StopSignal


class MemoryLocks:
    """Implements the Locks port between threads of one process."""

    def __init__(self) -> None:
        self._owners: dict[str, str] = {}
        self._changed = threading.Condition()

    @contextmanager
    def hold(self, key: str, owner: str, *, wait: bool = False) -> Iterator[StopSignal]:
        """Hold the lock; RunLocked, naming the owner, where another does and `wait` is off."""
        with self._changed:
            while checked(key) in self._owners:
                if not wait:
                    raise RunLocked(
                        f"{key} is held by run {self._owners[key]}",
                        "Wait for that run to end, or stop it, and run again.",
                    )
                self._changed.wait()
            self._owners[key] = owner
        try:
            yield threading.Event()  # never set: nobody can take it away
        finally:
            with self._changed:
                del self._owners[key]
                self._changed.notify_all()
