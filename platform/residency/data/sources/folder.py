"""The files of a source, wherever they are: the one way in which readers reach them.

A protocol of the data room, not a port: it is implemented here for a disk, and by the storage
adapter for an S3 bucket. Both travel to worker processes, so they pickle.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Protocol

from residency.errors import DataError


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file: its name relative to the folder (POSIX), its size, and what changes with it."""

    name: str
    size: int  # bytes
    stamp: str  # mtime in ns on a disk, the etag on S3


class SourceFolder(Protocol):
    """Files below one root. Names are relative and use `/`; LeadsOut where one leaves the root."""

    @property
    def location(self) -> str:
        """The root as the recipe names it."""

    def __hash__(self) -> int:
        """Folders are values: what was read of one once may be kept for an equal one."""

    def files(self, under: str = "") -> Iterator[FileEntry]:
        """Every regular file below the folder `under`, sorted by name; none where it is absent."""

    def open(self, name: str) -> BinaryIO:
        """Open for reading, seekable; OSError where it is absent or cannot be read."""

    def read(self, name: str, limit: int) -> bytes:
        """The whole file; FileTooLarge, before reading, where it has more than `limit` bytes."""


class FileTooLarge(ValueError):
    """A file has more bytes than a reader is willing to hold."""


class LeadsOut(DataError):
    """A name leads out of the source: by its parts, or because it is a link."""


def leads_out(location: str) -> LeadsOut:
    """The error to raise of the source at a location; the name itself is not told."""
    return LeadsOut(
        f"{location}: a row names a file outside of the source.",
        "Put the file below the source's folder or prefix, and name it relative to that.",
    )


@dataclass(frozen=True, slots=True)
class LocalFolder:
    """A folder of a disk. Links that lead out of it and Python's own files are not part of it."""

    location: str
    root: Path

    def files(self, under: str = "") -> Iterator[FileEntry]:
        for name in sorted(self._names(under)):
            path = self.root / name
            if path.suffix in CODE_SUFFIXES:
                continue
            if path.is_symlink() and not (path.exists() and self._inside(path)):
                continue
            status = path.stat()
            if stat.S_ISREG(status.st_mode):
                yield FileEntry(name, status.st_size, str(status.st_mtime_ns))

    def open(self, name: str) -> BinaryIO:
        return self._path(name).open("rb")

    def read(self, name: str, limit: int) -> bytes:
        path = self._path(name)
        size = path.stat().st_size
        if size > limit:
            raise FileTooLarge(f"{size} bytes; the limit is {limit}")
        return path.read_bytes()

    def _names(self, under: str) -> Iterator[str]:
        """Names of all files; folders that are links are not entered."""
        for parent, _, files in os.walk(self._path(under), onerror=self._unlisted):
            below = Path(parent).relative_to(self.root)
            yield from ((below / file).as_posix() for file in files)

    def _unlisted(self, error: OSError) -> None:
        """A folder that cannot be entered is no empty one: its files would be missed unseen."""
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            raise DataError(
                f"{self.location}: a folder in it cannot be listed ({type(error).__name__}).",
                "Give the account that ingests the right to read all of the source.",
            ) from None

    def _inside(self, path: Path) -> bool:
        try:
            return path.resolve().is_relative_to(_resolved(self.root))
        except RuntimeError:  # links that lead to each other
            raise FileNotFoundError(f"{self.location}: a link leads nowhere") from None

    def _path(self, name: str) -> Path:
        path = self.root / name
        if not self._inside(path):
            raise leads_out(self.location)
        return path


@lru_cache(maxsize=64)
def _resolved(root: Path) -> Path:
    return root.resolve()


CODE_SUFFIXES = frozenset({".py", ".pyc", ".pyi", ".typed"})
