"""Telling a damaged file from a disk that failed: pyarrow raises OSError for both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

import pyarrow as pa

from residency.data.sources.folder import SourceFolder

PYARROW_ERRORS: Final = (pa.ArrowException, OSError)


class Damaged(ValueError):
    """What pyarrow read is no file of its format, or is cut short."""


class _Watched:
    """A file for pyarrow that remembers whether it failed."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.failed, self.closed = stream, False, False

    def read(self, size: int = -1) -> bytes:
        try:
            return self.stream.read(size)
        except OSError:
            self.failed = True
            raise

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.stream.seek(offset, whence)

    def tell(self) -> int:
        return self.stream.tell()

    def close(self) -> None:
        self.closed = True

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True


@contextmanager
def watched(folder: SourceFolder, file: str) -> Iterator[pa.PythonFile]:
    """Open a file for pyarrow. Raises Damaged for what it finds wrong; OSError passes."""
    with folder.open(file) as stream:
        found = _Watched(stream)
        try:
            yield pa.PythonFile(found, mode="r")
        except PYARROW_ERRORS as error:
            if found.failed:
                raise
            raise Damaged(type(error).__name__) from None
