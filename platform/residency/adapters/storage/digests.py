"""Digests of files, each read once a process: a large shard is not hashed at every use."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

# What tells a changed file from an unchanged one without reading it. The change time (ctime)
# cannot be set back by a program, as the modification time can.
State = tuple[int, int, int, int]


class Digests:
    """SHA-256 of files, remembered while the file stays as it was. Safe from any thread."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[State, str]] = {}

    def of(self, path: Path) -> tuple[str, int]:
        """The file's digest and size in bytes."""
        with path.open("rb") as stream:
            state = _state(os.fstat(stream.fileno()))
            known = self._known.get(path)
            if known is not None and known[0] == state:
                return known[1], state[1]
            value = hashlib.file_digest(stream, "sha256").hexdigest()
        self._known[path] = (state, value)
        return value, state[1]


def _state(status: os.stat_result) -> State:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
