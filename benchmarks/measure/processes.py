"""The memory and processor time of this process and of all that it started."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

PERIOD = 1.0  # seconds


class Peak:
    """The greatest sum that was seen, in MiB; shared pages count once (PSS)."""

    def __init__(self) -> None:
        self.mebibytes = 0.0

    def look(self) -> None:
        """Look once."""
        total = sum(map(_proportional, _family()))
        self.mebibytes = max(self.mebibytes, total / 2**20)


@contextmanager
def peak(period: float = PERIOD) -> Iterator[Peak]:
    """Look every so many seconds until the block ends."""
    found, done = Peak(), threading.Event()

    def watch() -> None:
        while not done.wait(period):
            found.look()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield found
    finally:
        done.set()
        watcher.join()
        found.look()


def processor_seconds() -> float:
    """What all of them have used so far, with those that they waited the end of."""
    return sum(map(_used, _family()))


def _family() -> list[psutil.Process]:
    own = psutil.Process()
    return [own, *own.children(recursive=True)]


def _used(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)


def _proportional(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:  # it ended meanwhile
        return 0
