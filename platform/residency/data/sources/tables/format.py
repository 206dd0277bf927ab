"""What a format of rows offers: its rows with the place where each begins, from any such place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol

from residency.data.sources.fields import Row

MAX_ROW_BYTES: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Broken:
    """Stands for a row, or for the rest of a file, that cannot be parsed."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Located:
    """One row or what stands for it, and the byte at which it begins."""

    offset: int
    content: Row | Broken


class Format(Protocol):
    """Rows of one file, one after the other, each at most MAX_ROW_BYTES in memory."""

    def rows(self, stream: BinaryIO, offset: int) -> Iterator[Located]:
        """The rows from `offset` on: 0, or the offset of a row that was given before."""
