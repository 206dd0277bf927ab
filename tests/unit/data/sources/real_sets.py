"""Folders of real sets that are published here without their images."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from residency.data.raw import PassedOver, Quarantined, RawSample
from residency.data.sources.folder import FileEntry, LocalFolder
from residency.data.sources.names import is_image
from residency.data.sources.reader import Record
from tests.unit.data.sources.small_sets import PICTURE, made


@dataclass(frozen=True)
class WithPictures:
    """A folder in which every image that a row names is there."""

    folder: LocalFolder

    @property
    def location(self) -> str:
        return self.folder.location

    def files(self, under: str = "") -> Iterator[FileEntry]:
        return self.folder.files(under)

    def open(self, name: str) -> BinaryIO:
        return self.folder.open(name)

    def read(self, name: str, limit: int) -> bytes:
        return PICTURE if is_image(name) else self.folder.read(name, limit)


@dataclass(frozen=True)
class Counted:
    """The records of a real set, once it is checked that none is missing."""

    samples: list[RawSample]
    quarantined: list[Quarantined]
    passed_over: int = 0

    @property
    def splits(self) -> dict[str, int]:
        found = sorted(sample.split for sample in self.samples)
        return {split: found.count(split) for split in dict.fromkeys(found)}


def count(root: Path, kind: str, *, pictures: bool = False, **options: object) -> Counted:
    """Read a real set, and hold its units' rows against its records."""
    local = LocalFolder(root.name, root)
    folder = WithPictures(local) if pictures else local
    one = made(kind, **options)
    records: list[Record] = []
    for unit in one.units(folder):
        found = list(one.read(folder, unit))
        assert unit.rows in (None, len(found))
        records += found
    samples = [record for record in records if isinstance(record, RawSample)]
    quarantined = [record for record in records if isinstance(record, Quarantined)]
    passed_over = sum(isinstance(record, PassedOver) for record in records)
    assert len(samples) + len(quarantined) + passed_over == len(records)
    return Counted(samples, quarantined, passed_over)
