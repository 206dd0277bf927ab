"""Marks of living writers, so that what a dead one left can be told from what is being written.

A mark is a file that its process has locked (flock): the kernel frees it when the process dies,
however it dies, also over NFS. It is made before the first folder of its attempt.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

MARKS = "writers"


class Mark:
    """Says, as long as this process lives, that it may write folders of an attempt."""

    def __init__(self, root: Path, attempt: str, rank: int) -> None:
        path = root / MARKS / f"{attempt}.{rank:05d}"
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = _locked(path)

    def close(self) -> None:
        """Give it up."""
        self._file.close()


def is_marked(root: Path, attempt: str) -> bool:
    """Whether a process lives that may write folders of the attempt."""
    return any(is_held(path) for path in (root / MARKS).glob(f"{attempt}.*"))


def clear_marks(root: Path) -> None:
    """Remove those of the dead."""
    for path in (root / MARKS).glob("*"):
        _clear(path)


def _clear(path: Path) -> None:
    """Remove it while it is locked, or one that a writer locks meanwhile would go."""
    with suppress(BlockingIOError, FileNotFoundError), path.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_still(file, path):
            path.unlink()


def _locked(path: Path) -> BinaryIO:
    while True:
        file = path.open("ab")
        fcntl.flock(file, fcntl.LOCK_EX)
        if _is_still(file, path):
            return file
        file.close()  # it was cleared before it was locked: nobody would see this mark


def is_held(path: Path) -> bool:
    """Whether a living process has locked a file; not where the file is gone."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def _is_still(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
