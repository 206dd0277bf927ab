"""Append-only files of JSON lines that survive being cut: the write-ahead logs of tracking.

The first line is a header, `{"format": ..., "version": 1}`. One process writes a file, each call
one `write`: what a call returned from survives the death of the process at once, and a power cut
after the next sync, at most SYNC_SECONDS later (at once where the caller asks for it). A last line
without its end was never acknowledged and is skipped.
"""

from __future__ import annotations

import errno
import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from residency.errors import EnvironmentProblem, ResidencyError

VERSION: Final = 1
SYNC_SECONDS: Final = 5.0
CHUNK_BYTES: Final = 1 << 20


class LineLog:
    """The writer of one file. May be called from several threads."""

    def __init__(self, path: Path, kind: str) -> None:
        """Go on after the last whole line of a file that is there."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = path
        self._lock = threading.Lock()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._bytes = _cut_torn(self._file)
        self._synced = time.monotonic()
        self._head = 0  # bytes of the header, where it is this writer's
        if not self._bytes:
            self.append([json.dumps({"format": kind, "version": VERSION})])
            self._head = self._bytes

    def append(self, lines: Sequence[str], *, sync: bool = False) -> None:
        """Append lines, all or none of them. Raises EnvironmentProblem where the disk is full.

        Where they were written and cannot be synced they stay, and the error is raised.
        """
        data = "".join(f"{line}\n" for line in lines).encode()
        with self._lock:
            try:
                _write_all(self._file, data)
            except OSError as error:
                os.ftruncate(self._file, self._bytes)  # half a line must not meet the next one
                raise _explained(error, self._path) from error
            self._bytes += len(data)  # a reader may have seen them: they stay, synced or not
            try:
                self._sync(now=sync)
            except OSError as error:
                raise _explained(error, self._path) from error

    def cut(self, end: int, before: Callable[[], None]) -> bool:
        """Forget all lines but the header, where the file ends at `end`; else return False.

        `before` has to make it known, durably, that reading starts over: it is called while
        nothing can be appended. Only of a file that this writer began.
        """
        with self._lock:
            if self._file < 0 or self._bytes != end or not 0 < self._head < end:
                return False
            before()
            os.ftruncate(self._file, self._head)
            self._bytes = self._head
            self._sync(now=True)
            return True

    def close(self) -> None:
        """Sync and close."""
        with self._lock:
            if self._file >= 0:
                self._sync(now=True)
                os.close(self._file)
                self._file = -1

    def _sync(self, *, now: bool) -> None:
        if now or time.monotonic() > self._synced + SYNC_SECONDS:
            os.fsync(self._file)
            self._synced = time.monotonic()


@dataclass(frozen=True, slots=True)
class Line:
    """A whole line, and the offset behind it."""

    content: bytes
    end: int


def read_lines(path: Path, offset: int = 0, kind: str | None = None) -> Iterator[Line]:
    """The whole lines from an offset on, the header left out; none where there is no file.

    Holds CHUNK_BYTES and the longest line in memory. Raises ResidencyError where the header
    names a version that this one does not read, or another format than `kind`.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        file.seek(offset)
        rest, end = b"", offset
        while chunk := file.read(CHUNK_BYTES):
            *whole, rest = (rest + chunk).split(b"\n")
            for content in whole:
                first, end = end == 0, end + len(content) + 1
                if not (first and _is_header(content, path, kind)):
                    yield Line(content, end)


def _is_header(content: bytes, path: Path, kind: str | None) -> bool:
    """Whether a first line is a header; a file of before there were headers has none."""
    if not content.startswith(b'{"format"'):
        return False
    try:
        header = json.loads(content)
    except ValueError:
        header = {}
    version, written = header.get("version"), header.get("format")
    if kind not in (None, written):
        raise ResidencyError(
            f"{path} says that its format is {written!r}, not {kind!r}.",
            "Something else has written it: move it away.",
        )
    if version != VERSION:
        raise ResidencyError(
            f"{path} has version {version!r} of its format, this Residency reads {VERSION}.",
            "Read it with the Residency that wrote it, or a later one.",
        )
    return True


def _cut_torn(file: int) -> int:
    """Cut what follows the last whole line; the bytes that are left."""
    size = end = os.fstat(file).st_size
    while end:
        start = max(0, end - CHUNK_BYTES)
        found = os.pread(file, end - start, start).rfind(b"\n")
        end = start
        if found >= 0:
            end = start + found + 1
            break
    if end < size:
        os.ftruncate(file, end)
    return end


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _explained(error: OSError, path: Path) -> Exception:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return EnvironmentProblem(
            f"no space left for {path}: what is tracked is written there first",
            "Free some space, or set RESIDENCY_HOME to a folder on a larger disk "
            "(RESIDENCY_CACHE where the home is on S3).",
        )
    return error
