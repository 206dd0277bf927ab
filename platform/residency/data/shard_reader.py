"""Packed rows by number, from files that are read where they are asked for and no further."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from residency.data.pack import Rows, join_rows
from residency.data.shards import ROW_TARGETS, ROW_TOKENS, ShardFile, read_index
from residency.errors import DataError

OPEN_FILES = 32  # at most so many are mapped at once
_CHUNK = 1 << 20
_HEAD = (ROW_TOKENS, ROW_TARGETS, "row_images", "row_samples")
_COLUMNS = ("input_ids", "labels", "segment_ids", "positions")

Numbers = Sequence[int] | NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sample lies, and what it is."""

    row: int
    segment: int  # 1.., as in segment_ids
    sample_id: str  # 16 hex digits
    dataset: str  # of the mixture; empty where the index has none


class ShardReader:
    """The rows of a folder of shards: random access, at any row or any sample, in any order.

    `row_tokens` and `row_targets`, int64 [rows], say how many tokens of a row are no padding, and
    how many have a loss. Opening reads some bytes a row. A file's SHA-256 is checked once, when a
    row of it is first asked for; `verify=False` leaves that out, where whoever brought the files
    has checked them.
    """

    def __init__(self, folder: Path, *, verify: bool = True) -> None:
        """Raises DataError: no index, no row, a file missing, cut short or damaged."""
        self.index = read_index(folder)
        self._folder = folder
        self._unverified = {file.name for file in self.index.files} if verify else set()
        self._open: OrderedDict[str, safe_open] = OrderedDict()
        if not self.index.rows:
            raise DataError(
                f"{folder} holds no packed rows.", "Add samples, or relax the filters."
            )
        for file in self.index.files:
            self._check_size(file)
        self._first_rows = _starts([file.rows for file in self.index.files])
        self._first_samples = _starts([file.samples for file in self.index.files])
        heads = [self._head(file.name) for file in self.index.files]
        self.row_tokens = np.concatenate([head[0] for head in heads]).astype(np.int64)
        self.row_targets = np.concatenate([head[1] for head in heads]).astype(np.int64)
        self._row_images = [head[2] for head in heads]
        self._row_samples = [head[3] for head in heads]

    def __len__(self) -> int:
        return self.index.rows

    def rows(self, numbers: Numbers) -> Rows:
        """Those rows, in the order asked for.

        Raises:
            DataError: a file is not what was written.
            IndexError: there is no such row.
        """
        parts = [self._row(int(number)) for number in numbers]
        return join_rows(parts)

    def sample(self, number: int) -> Place:
        """Where the sample of that global index lies. Raises IndexError where there is none."""
        if not 0 <= number < self.index.samples:
            raise IndexError(f"sample {number} of {self.index.samples}")
        shard = int(np.searchsorted(self._first_samples, number, side="right")) - 1
        within = number - int(self._first_samples[shard])
        ends = self._row_samples[shard]
        row = int(np.searchsorted(ends, within, side="right")) - 1
        file = self._file(shard)
        with _loading(self._path(shard)):
            source = int(_cut(file, "sources", within, within + 1)[0])
            digits = _cut(file, "sample_ids", within, within + 1)
        return Place(
            row=int(self._first_rows[shard]) + row,
            segment=within - int(ends[row]) + 1,
            sample_id=digits.tobytes().hex(),
            dataset=self.index.mixture[source].dataset if self.index.mixture else "",
        )

    def first_sample(self, row: int) -> int:
        """The global index of a row's first sample."""
        shard, n = self._locate(row)
        return int(self._first_samples[shard] + self._row_samples[shard][n])

    def _row(self, number: int) -> Rows:
        shard, n = self._locate(number)
        file = self._file(shard)
        images, samples = (
            slice(int(ends[n]), int(ends[n + 1]))
            for ends in (self._row_images[shard], self._row_samples[shard])
        )
        with _loading(self._path(shard)):
            ids, labels, segments, positions = (_cut(file, c, n, n + 1) for c in _COLUMNS)
            return Rows(
                input_ids=ids,
                labels=labels,
                segment_ids=segments,
                positions=positions,
                images=_cut(file, "images", images.start, images.stop),
                row_images=np.asarray([0, images.stop - images.start], np.int32),
                sample_ids=_cut(file, "sample_ids", samples.start, samples.stop),
                sources=_cut(file, "sources", samples.start, samples.stop),
                row_samples=np.asarray([0, samples.stop - samples.start], np.int32),
            )

    def _locate(self, row: int) -> tuple[int, int]:
        """The number of a row's file, and the row's within it."""
        if not 0 <= row < len(self):
            raise IndexError(f"row {row} of {len(self)}")
        shard = int(np.searchsorted(self._first_rows, row, side="right")) - 1
        return shard, row - int(self._first_rows[shard])

    def _head(self, name: str) -> list[NDArray[np.int32]]:
        """What is known of a file's rows without reading them: the tensors of _HEAD."""
        path = self._folder / name
        with _loading(path), safe_open(path, "np") as file:
            return [np.asarray(file.get_tensor(tensor), np.int32) for tensor in _HEAD]

    def _path(self, shard: int) -> Path:
        return self._folder / self.index.files[shard].name

    def _file(self, shard: int) -> safe_open:
        """The mapped file; the one that was used longest ago makes room."""
        described = self.index.files[shard]
        if described.name in self._unverified:
            self._verify(described)
            self._unverified.discard(described.name)
        if described.name in self._open:
            self._open.move_to_end(described.name)
            return self._open[described.name]
        with _loading(self._path(shard)):
            file = safe_open(self._path(shard), "np")
        self._open[described.name] = file
        if len(self._open) > OPEN_FILES:
            self._open.popitem(last=False)
        return file

    def _check_size(self, file: ShardFile) -> None:
        path = self._folder / file.name
        with _loading(path):
            size = path.stat().st_size
        if size != file.bytes:
            raise DataError(f"{path} has {size} bytes; {file.bytes} were written.", "Pack again.")

    def _verify(self, file: ShardFile) -> None:
        path, digest = self._folder / file.name, hashlib.sha256()
        with path.open("rb") as content:
            while chunk := content.read(_CHUNK):
                digest.update(chunk)
        if digest.hexdigest() != file.sha256:
            raise DataError(f"{path}: not what was written (its SHA-256 differs).", "Pack again.")


def read_shards(folder: Path, *, verify: bool = True) -> Rows:
    """All rows of a pack that fits into memory.

    Raises:
        DataError: a file is missing, changed or damaged.
    """
    reader = ShardReader(folder, verify=verify)
    return reader.rows(range(len(reader)))


def _starts(counts: Sequence[int]) -> NDArray[np.int64]:
    """Where each file begins."""
    return np.cumsum([0, *counts[:-1]], dtype=np.int64)


def _cut(file: safe_open, tensor: str, start: int, stop: int) -> Any:
    """tensor[start:stop], the rest of it unread."""
    if start == stop:  # of a tensor without elements no slice can be taken
        return file.get_tensor(tensor)[:0]  # type: ignore[no-untyped-call]
    return file.get_slice(tensor)[start:stop]  # type: ignore[no-untyped-call]


@contextmanager
def _loading(path: Path) -> Iterator[None]:
    """What the libraries raise on a file that is missing or damaged, as a DataError."""
    try:
        yield
    except (OSError, SafetensorError) as error:
        raise DataError(
            f"{path}: does not load ({type(error).__name__}).", "Pack again."
        ) from error
