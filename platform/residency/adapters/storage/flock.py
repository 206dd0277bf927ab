"""Locks on a local disk, by flock: the kernel frees them when the holder dies, however it dies."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from residency.adapters.storage import disk
from residency.adapters.storage.holder import Holder, this_process
from residency.adapters.storage.keys import checked
from residency.errors import RunLocked
from residency.ports import Clock, StopSignal


class FolderLocks:
    """Implements the Locks port below a local folder; also between threads of one process."""

    def __init__(self, root: Path, clock: Clock) -> None:
        self._root = root.absolute()
        self._clock = clock

    @contextmanager
    def hold(self, key: str, owner: str, *, wait: bool = False) -> Iterator[StopSignal]:
        """Hold the lock; RunLocked, naming the owner, where another does and `wait` is off."""
        path = self._root / checked(key)
        with disk.explained(self._root, key):
            disk.make_folder(path.parent)
            # Never removed: a waiter that holds a removed file would hold nothing.
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            _lock(file, key, wait=wait)
            with disk.explained(self._root, key):
                _sign(file, this_process(owner, self._clock))
            yield threading.Event()  # never set: the kernel takes it from nobody who lives


def _lock(file: BinaryIO, key: str, *, wait: bool) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RunLocked(
            f"{key} is held by {_read(file)}",
            "Wait for that run to end, or stop it, and run again.",
        ) from None


def _sign(file: BinaryIO, holder: Holder) -> None:
    file.seek(0)
    file.truncate()
    file.write(json.dumps(asdict(holder)).encode())
    file.flush()


def _read(file: BinaryIO) -> str:
    """The holder's words; it may have taken the lock this instant and not have signed yet."""
    try:
        return str(Holder(**json.loads(file.read())))
    except (ValueError, TypeError):
        return "a run that has only just started"
