"""A journal's folder: its log, the files it speaks of, how far it was replayed, and its lock.

Each process that tracks has a journal of its own and holds its lock as long as it lives, so that
one process replays a journal at a time, and one that can be locked has lost its writer.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

LOG, FILES, ACK, REFUSED, LOCK = "log.jsonl", "files", "ack.json", "refused.jsonl", "lock"
ASIDE = "refused"  # folder of the journals that are through but for calls that were refused


@dataclass(frozen=True, slots=True)
class Place:
    """Where the parts of one journal lie."""

    folder: Path

    @property
    def log(self) -> Path:
        return self.folder / LOG

    @property
    def files(self) -> Path:
        return self.folder / FILES

    @property
    def ack(self) -> Path:
        return self.folder / ACK

    @property
    def refused(self) -> Path:
        return self.folder / REFUSED


def new_place(root: Path) -> Place:
    """A folder that sorts by time, and of which nobody else knows; not made yet."""
    return Place(root / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}")


def places(root: Path) -> list[Place]:
    """The journals that are there, oldest first."""
    if not root.is_dir():
        return []
    return [Place(folder) for folder in sorted(root.iterdir()) if (folder / LOG).is_file()]


def places_aside(root: Path) -> list[Place]:
    """The journals that were set aside. Nothing reads their calls again; who has seen what was
    refused deletes them."""
    return places(root / ASIDE)


@contextmanager
def held(place: Place) -> Iterator[bool]:
    """Hold the journal's lock while the block lasts; False where another process does."""
    place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(place.folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def forget(place: Place) -> None:
    """Remove a journal whose lock is held: first its log, without which it is none."""
    place.log.unlink(missing_ok=True)
    shutil.rmtree(place.folder, ignore_errors=True)


def settle(place: Place) -> None:
    """End a journal that is through and whose lock is held: one with refused calls is kept."""
    if not place.refused.exists():
        forget(place)
        return
    aside = place.folder.parent / ASIDE
    aside.mkdir(mode=0o700, exist_ok=True)
    place.folder.rename(aside / place.folder.name)
