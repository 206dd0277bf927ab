"""What holds of every reader: exact counts, the same records every time, and errors that pass."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import BinaryIO

import pytest

from residency.data.raw import Quarantined, Raw, RawSample
from residency.data.sources import reasons
from residency.data.sources.folder import FileEntry, LocalFolder
from residency.data.sources.registry import READERS, reader
from residency.errors import DataError, NotSupportedYet
from residency.plan.support import SOURCES
from residency.spec.dataset import DictionarySource, Source
from tests.unit.data.sources.small_sets import SETS, SmallSet, folder_of, made, read_all

each_set = pytest.mark.parametrize("small", SETS, ids=lambda small: small.kind)


def test_every_reader_has_a_small_set() -> None:
    assert {small.kind for small in SETS} == set(READERS)


def test_the_plan_refuses_what_has_no_reader() -> None:
    assert set(READERS) | {"dictionary"} == SOURCES
    with pytest.raises(NotSupportedYet, match="dictionary"):
        reader(Source(dictionary=DictionarySource()))


@each_set
def test_records_and_malformed_rows_are_all_there(small: SmallSet, tmp_path: Path) -> None:
    small.write(tmp_path)
    records = read_all(made(small.kind), folder_of(tmp_path))
    wrong = [record for record in records if isinstance(record, Quarantined)]
    assert (len(records) - len(wrong), len(wrong)) == (small.good, small.malformed)
    assert {one.reason for one in wrong} <= reasons.ALL
    keys = [record.key for record in records if isinstance(record, RawSample)]
    assert len(set(keys)) == len(keys)


@each_set
def test_units_tell_their_rows(small: SmallSet, tmp_path: Path) -> None:
    small.write(tmp_path)
    one, folder = made(small.kind), folder_of(tmp_path)
    units = list(one.units(folder))
    assert list(one.units(folder)) == units
    for unit in units:
        found = list(one.read(folder, unit))
        assert unit.rows in (None, len(found))
        assert list(one.read(folder, unit)) == found


@each_set
def test_images_belong_to_turns_and_answers_come_last(small: SmallSet, tmp_path: Path) -> None:
    small.write(tmp_path)
    for record in read_all(made(small.kind), folder_of(tmp_path)):
        assert not isinstance(record, Raw)
        if isinstance(record, RawSample):
            assert sum(turn.images for turn in record.turns) == len(record.images)
            assert record.turns[-1].role == "assistant"
            assert record.turns[-1].text == record.answer
            assert record.split in ("", "train", "validate", "test")


@each_set
def test_units_and_readers_travel(small: SmallSet, tmp_path: Path) -> None:
    small.write(tmp_path)
    one, folder = made(small.kind), folder_of(tmp_path)
    unit = next(iter(one.units(folder)))
    sent = ForkingPickler.loads(ForkingPickler.dumps((one, folder, unit)))
    assert sent == (one, folder, unit)
    assert list(sent[0].read(sent[1], sent[2])) == list(one.read(folder, unit))


@pytest.mark.parametrize("kind", sorted(set(READERS) - {"dicom"}))
def test_a_folder_of_something_else_is_the_users_mistake(kind: str, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("nothing of this layout")
    with pytest.raises(DataError) as caught:
        list(made(kind).units(folder_of(tmp_path)))
    assert caught.value.remedy


class _Breaking(io.BytesIO):
    """Bytes that cannot be read beyond half of them."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.end = len(content) // 2

    def read(self, size: int | None = -1) -> bytes:
        self._check(size)
        return super().read(size)

    def readline(self, size: int | None = -1) -> bytes:
        line = super().readline(size)
        self._check(0)
        return line

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._check(len(buffer))
        return super().readinto(buffer)

    def _check(self, size: int | None) -> None:
        if size is None or size < 0 or self.tell() + size > self.end:
            raise OSError("the disk has gone")


@dataclass(frozen=True)
class BreakingFolder:
    """A folder whose one file cannot be read to its end."""

    folder: LocalFolder
    file: str

    @property
    def location(self) -> str:
        return self.folder.location

    def files(self, under: str = "") -> Iterator[FileEntry]:
        return self.folder.files(under)

    def open(self, name: str) -> BinaryIO:
        if name != self.file:
            return self.folder.open(name)
        return _Breaking(self.folder.root.joinpath(name).read_bytes())

    def read(self, name: str, limit: int) -> bytes:
        if name == self.file:
            raise OSError("the disk has gone")
        return self.folder.read(name, limit)


@each_set
def test_a_read_error_in_the_middle_passes(small: SmallSet, tmp_path: Path) -> None:
    small.write(tmp_path)
    one, folder = made(small.kind), folder_of(tmp_path)
    unit = max(one.units(folder), key=lambda unit: unit.rows or 0)
    name = unit.file
    if (tmp_path / name).is_dir():  # a patient: an image of hers
        name = next(entry.name for entry in folder.files(name))
    with pytest.raises(OSError, match="the disk has gone"):
        list(one.read(BreakingFolder(folder, name), unit))
