"""What a reader of one layout of files offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from residency.data.raw import PassedOver, Quarantined, Raw, RawSample
from residency.data.sources.folder import SourceFolder

Record = Raw | RawSample | Quarantined | PassedOver


@dataclass(frozen=True, slots=True)
class Unit:
    """What one task reads: a file, a folder of files, or the rows [start, stop) of a file.

    `rows`: how many records it must give, those that are none included; None where only reading it
    to its end can tell (a tar). `offset`: the byte where row `start` begins, so that a task reads
    its own rows alone.
    """

    file: str
    start: int = 0
    stop: int | None = None
    rows: int | None = None
    offset: int = 0


class Reader(Protocol):
    """One layout. Both calls stream, and give the same records in the same order every time."""

    def units(self, folder: SourceFolder) -> Iterator[Unit]:
        """List what there is to read, without making records. DataError where nothing fits."""

    def read(self, folder: SourceFolder, unit: Unit) -> Iterator[Record]:
        """The records of one unit; a malformed row is a Quarantined one.

        OSError passes: whoever reads tries again.
        """
