"""Disk, memory, shared memory, and the temporary folder that Ray puts its sockets in."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from residency.cli.checks.check import Check, State, graded
from residency.cli.render.format import size
from residency.model.memory import available_memory

GIB = 1024**3
DISK_NEEDED = 5 * GIB  # the quickstart's state, with room for its checkpoints
MEMORY_NEEDED = 8 * GIB  # two workers, an inference actor and Ray itself
SHARED_MEMORY_NEEDED = GIB  # Ray's object store
# A unix socket's path has at most 107 bytes; Ray's own part below the folder takes about 62.
TEMPORARY_LONGEST = 45


def machine_checks(home: Path) -> Iterator[Check]:
    """Five checks; `home` is where state is written."""
    yield _home(home)
    yield _disk(home)
    yield _memory()
    yield _shared_memory()
    yield _temporary()


def _home(home: Path) -> Check:
    place = existing(home)
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        return Check(
            "home",
            State.WRONG,
            f"{home}: cannot be written ({error.strerror})",
            "Set RESIDENCY_HOME to a folder that you may write.",
        )
    return Check("home", State.OK, f"{home}" + ("" if home.exists() else ", not made yet"))


def existing(path: Path) -> Path:
    """The path, or the nearest folder above it that exists."""
    for place in (path, *path.absolute().parents):
        if place.exists():
            return place
    return Path("/")


def _disk(home: Path) -> Check:
    free = shutil.disk_usage(existing(home)).free
    return graded(
        "disk",
        f"{size(free)} free at {existing(home)}",
        good=free >= DISK_NEEDED,
        remedy=f"Free {size(DISK_NEEDED)}, or set RESIDENCY_HOME to a larger disk.",
        bad=State.WARNING if free >= DISK_NEEDED / 5 else State.WRONG,
    )


def _memory() -> Check:
    available = available_memory()
    return graded(
        "memory",
        f"{size(available)} available, {os.cpu_count()} CPUs",
        good=available >= MEMORY_NEEDED,
        remedy=f"The quickstart wants {size(MEMORY_NEEDED)}: close what takes memory.",
        bad=State.WARNING if available >= MEMORY_NEEDED / 2 else State.WRONG,
    )


def _shared_memory() -> Check:
    try:
        free = shutil.disk_usage("/dev/shm").free
    except OSError:
        free = 0
    return graded(
        "/dev/shm",
        f"{size(free)} free",
        good=free >= SHARED_MEMORY_NEEDED,
        remedy=f"Ray's object store wants {size(SHARED_MEMORY_NEEDED)} there, and is slow without "
        "(in a container: --shm-size=2g).",
        bad=State.WARNING,
    )


def _temporary() -> Check:
    folder = tempfile.gettempdir()
    return graded(
        "temp folder",
        folder,
        good=len(folder) <= TEMPORARY_LONGEST,
        remedy="Its path is too long for Ray's sockets: set TMPDIR to a short one, such as /tmp.",
    )
