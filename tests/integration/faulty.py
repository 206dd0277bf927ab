"""Folders that fail while they are read. Imported by name in worker processes."""

import io
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from residency.adapters.storage.s3_folder import S3Folder
from residency.data.sources.folder import FileEntry, LocalFolder
from tests.s3_server import environment_of


@dataclass(frozen=True)
class FaultyFolder:
    """A folder whose file `at` does `fault` when it is read, once in all processes."""

    below: LocalFolder
    at: str
    fault: Callable[[], object]
    happened: Path  # made when it did

    @property
    def location(self) -> str:
        return self.below.location

    def files(self, under: str = "") -> Iterator[FileEntry]:
        return self.below.files(under)

    def open(self, name: str) -> BinaryIO:
        return self.below.open(name)

    def read(self, name: str, limit: int) -> bytes:
        if name.endswith(self.at) and self._first():
            self.fault()
        return self.below.read(name, limit)

    def _first(self) -> bool:
        try:
            os.close(os.open(self.happened, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return False
        return True


@dataclass(frozen=True)
class KeyedFolder:
    """A folder of a bucket, read as a user whose keys a worker's environment does not hold."""

    below: S3Folder
    keys: tuple[tuple[str, str], ...]  # variables

    @property
    def location(self) -> str:
        return self.below.location

    def files(self, under: str = "") -> Iterator[FileEntry]:
        with environment_of(dict(self.keys)):
            return iter(list(self.below.files(under)))

    def open(self, name: str) -> BinaryIO:
        with environment_of(dict(self.keys)):
            return self.below.open(name)

    def read(self, name: str, limit: int) -> bytes:
        with environment_of(dict(self.keys)):
            return self.below.read(name, limit)


def kill_this_process() -> None:
    """As the kernel does when memory runs out: the process that asks is a worker of Ray."""
    os.kill(os.getpid(), signal.SIGKILL)


def fail_to_read() -> None:
    """As a store does that is asked for too much."""
    raise OSError("503 slow down")


def fail_with_content() -> None:
    """A fault of ours whose message quotes what was read."""
    raise ArithmeticError("cannot divide Jane Doe")


Reopen = Callable[[bytes, int], BinaryIO]
"""A file's content and how often it was opened before -> what is read now."""


@dataclass(frozen=True)
class ReopenedFolder:
    """A folder whose file `at` is not the same every time that it is opened."""

    below: LocalFolder
    at: str
    reopen: Reopen
    opened: Path  # an empty folder: openings are counted there, over all processes

    @property
    def location(self) -> str:
        return self.below.location

    def files(self, under: str = "") -> Iterator[FileEntry]:
        return self.below.files(under)

    def read(self, name: str, limit: int) -> bytes:
        return self.below.read(name, limit)

    def open(self, name: str) -> BinaryIO:
        if not name.endswith(self.at):
            return self.below.open(name)
        before = len(list(self.opened.iterdir()))
        (self.opened / str(before)).touch()
        return self.reopen(self.below.read(name, 1 << 30), before)


def break_once(content: bytes, before: int) -> BinaryIO:
    """Listed whole; then, when it is read, it breaks off in the middle once."""
    return io.BufferedReader(_Breaking(content), 1024) if before == 1 else io.BytesIO(content)


def lose_the_last_row(content: bytes, before: int) -> BinaryIO:
    """Listed whole; a row is gone when it is read."""
    return io.BytesIO(content if before == 0 else content[: content.rindex(b"\n")])


class _Breaking(io.RawIOBase):
    """The first half of a file, and then an error."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)
        self._half = len(content) // 2

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._content.seek(offset, whence)

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        if self._content.tell() > self._half:
            raise OSError("connection reset")
        return self._content.readinto(buffer)
