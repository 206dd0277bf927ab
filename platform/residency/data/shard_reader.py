"""Packed rows by number, from files that are read where they are asked for and no further."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from residency.data.pack import Rows, join_rows, of_planes
from residency.data.row_checks import RowCheck, RowChecks
from residency.data.shards import (
    DIGESTS,
    IMAGES,
    OWNERS,
    ROW_TARGETS,
    ROW_TOKENS,
    TOKENS,
    ShardFile,
    ShardIndex,
    read_index,
)
from residency.data.tensor_file import Array, Lies, mapped, places
from residency.errors import DataError

OPEN_FILES = 32  # at most so many are mapped at once

Numbers = Sequence[int] | NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sample lies, and what it is."""

    row: int
    segment: int  # 1.., as in segment_ids
    sample_id: str  # 16 hex digits
    dataset: str  # of the mixture; empty where the index has none


@dataclass(frozen=True, slots=True)
class _Head:
    """What is known of a file without reading its rows; tensors of shards.HEAD."""

    tokens: Lies
    images: Lies
    digests: Array
    row_tokens: Array
    row_targets: Array
    row_images: Array
    row_samples: Array
    sample_ids: Array
    sources: Array


@dataclass(frozen=True, slots=True)
class _Body:
    """The tokens [N, 4, L] and pictures [M, 3, S, S] of a mapped file."""

    tokens: Array
    images: Array


class ShardReader:
    """The rows of a folder of shards: random access, at any row or any sample, in any order.

    `row_tokens`, `row_targets` and `row_samples`, int64 [rows], say how many tokens of a row are
    no padding, how many have a loss, and how many samples it holds. Opening reads the heads of the
    files, some bytes a row and sample, and checks their SHA-256. That of a row is checked once,
    when it is first asked for, and again when its file changed and was mapped anew; `verify=False`
    leaves that out, where whoever brought the files has checked them.
    """

    def __init__(self, folder: Path, *, verify: bool = True) -> None:
        """Raises DataError: no index, no row, a file missing, cut short, or of another pack."""
        self.index = read_index(folder)
        self._folder = folder
        self._open: OrderedDict[int, _Body] = OrderedDict()
        self._versions: dict[int, tuple[int, int, int]] = {}  # of the files when last mapped
        if not self.index.rows:
            raise DataError(
                f"{folder} holds no packed rows.", "Add samples, or relax the filters."
            )
        self._heads = [_head(folder / file.name, file) for file in self.index.files]
        _require_sums(folder, self.index, self._heads)
        self._first_rows = _starts([file.rows for file in self.index.files])
        self._first_samples = _starts([file.samples for file in self.index.files])
        self.row_tokens = _joined([head.row_tokens for head in self._heads])
        self.row_targets = _joined([head.row_targets for head in self._heads])
        self.row_samples = _joined([np.diff(head.row_samples) for head in self._heads])
        self._checks = RowChecks(self.index.rows) if verify else None

    def __len__(self) -> int:
        return self.index.rows

    def rows(self, numbers: Numbers) -> Rows:
        """A copy of those rows, in the order asked for.

        Raises:
            DataError: a row is not what was written, or its file does not load.
            IndexError: there is no such row.
        """
        with self.lent(numbers) as rows:
            return join_rows(rows)

    @contextmanager
    def lent(self, numbers: Numbers) -> Iterator[list[Rows]]:
        """Those rows one by one, read-only and without a copy, while the block lasts.

        They are hashed beside the block. **Nothing that it made of them may be used before it has
        ended**: its end raises DataError where a row is not what was written.
        """
        lent, checks = [], []
        for number in map(int, numbers):
            shard, n = self._locate(number)
            head, body = self._heads[shard], self._body(shard)
            tokens, images = body.tokens[n], body.images[slice(*head.row_images[n : n + 2])]
            lent.append(_row(head, n, tokens, images))
            sha256 = head.digests[n].tobytes()
            checks.append(RowCheck(number, tokens, images, sha256, self._path(shard)))
        if self._checks is None:
            yield lent
            return
        with self._checks.alongside(checks):
            yield lent

    def sample(self, number: int) -> Place:
        """Where the sample of that global index lies. Raises IndexError where there is none."""
        if not 0 <= number < self.index.samples:
            raise IndexError(f"sample {number} of {self.index.samples}")
        shard = int(np.searchsorted(self._first_samples, number, side="right")) - 1
        head, within = self._heads[shard], number - int(self._first_samples[shard])
        row = int(np.searchsorted(head.row_samples, within, side="right")) - 1
        mixture = self.index.mixture
        return Place(
            row=int(self._first_rows[shard]) + row,
            segment=within - int(head.row_samples[row]) + 1,
            sample_id=head.sample_ids[within].tobytes().hex(),
            dataset=mixture[int(head.sources[within])].dataset if mixture else "",
        )

    def first_sample(self, row: int) -> int:
        """The global index of a row's first sample."""
        shard, n = self._locate(row)
        return int(self._first_samples[shard] + self._heads[shard].row_samples[n])

    def _locate(self, row: int) -> tuple[int, int]:
        """The number of a row's file, and the row's within it."""
        if not 0 <= row < len(self):
            raise IndexError(f"row {row} of {len(self)}")
        shard = int(np.searchsorted(self._first_rows, row, side="right")) - 1
        return shard, row - int(self._first_rows[shard])

    def _path(self, shard: int) -> Path:
        return self._folder / self.index.files[shard].name

    def _body(self, shard: int) -> _Body:
        """Of the mapped file; the one that was used longest ago makes room."""
        if shard in self._open:
            self._open.move_to_end(shard)
            return self._open[shard]
        head = self._heads[shard]
        with _loading(self._path(shard)):
            content = mapped(self._path(shard))
            body = _Body(head.tokens.seen_in(content), head.images.seen_in(content))
        self._open[shard] = body
        self._doubt_if_changed(shard)
        if len(self._open) > OPEN_FILES:
            self._open.popitem(last=False)
        return body

    def _doubt_if_changed(self, shard: int) -> None:
        """Have the rows of a file checked anew that is not the one that was mapped before."""
        told = self._path(shard).stat()
        version = (told.st_ino, told.st_mtime_ns, told.st_size)
        if self._checks is not None and self._versions.get(shard, version) != version:
            first = int(self._first_rows[shard])
            self._checks.forget(range(first, first + self.index.files[shard].rows))
        self._versions[shard] = version


def read_shards(folder: Path, *, verify: bool = True) -> Rows:
    """All rows of a pack that fits into memory.

    Raises:
        DataError: a file is missing, changed or damaged.
    """
    reader = ShardReader(folder, verify=verify)
    return reader.rows(range(len(reader)))


def _require_sums(folder: Path, index: ShardIndex, heads: Sequence[_Head]) -> None:
    """Raises DataError where the index counts other rows or samples than its files hold."""
    files = index.files
    told = [(file.rows, file.samples) for file in files]
    held = [(len(head.row_tokens), len(head.sample_ids)) for head in heads]
    sums = (sum(file.rows for file in files), sum(file.samples for file in files))
    if told != held or sums != (index.rows, index.samples):
        raise DataError(
            f"{folder}: its index counts {index.rows} rows and {index.samples} samples; its files "
            f"hold {sum(rows for rows, _ in held)} and {sum(samples for _, samples in held)}.",
            "Pack again.",
        )


def _head(path: Path, file: ShardFile) -> _Head:
    """Raises DataError where the file has another size, or its head is not what was written."""
    with _loading(path), path.open("rb") as content:
        size, head = path.stat().st_size, content.read(file.head_bytes)
    if size != file.bytes:
        raise DataError(f"{path} has {size} bytes; {file.bytes} were written.", "Pack again.")
    if hashlib.sha256(head).hexdigest() != file.head_sha256:
        raise DataError(
            f"{path}: not what was written (the SHA-256 of its head differs).", "Pack again."
        )
    lies = places(head)
    names = (DIGESTS, ROW_TOKENS, ROW_TARGETS, *OWNERS)
    return _Head(lies[TOKENS], lies[IMAGES], *(lies[name].seen_in(head) for name in names))


def _row(head: _Head, n: int, tokens: Array, images: Array) -> Rows:
    """The n-th row of a file."""
    samples = slice(*head.row_samples[n : n + 2])
    ids, labels, segments, positions = tokens[:, None]
    return Rows(
        input_ids=ids,
        labels=labels,
        segment_ids=segments,
        positions=positions,
        images=of_planes(images),
        row_images=np.asarray([0, len(images)], np.int32),
        sample_ids=head.sample_ids[samples],
        sources=head.sources[samples],
        row_samples=head.row_samples[n : n + 2] - head.row_samples[n],
    )


def _starts(counts: Sequence[int]) -> NDArray[np.int64]:
    """Where each file begins."""
    return np.cumsum([0, *counts[:-1]], dtype=np.int64)


def _joined(parts: Sequence[Array]) -> NDArray[np.int64]:
    return np.concatenate(parts, dtype=np.int64)


@contextmanager
def _loading(path: Path) -> Iterator[None]:
    """What is raised on a file that is missing or has become shorter, as a DataError."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise DataError(
            f"{path}: does not load ({type(error).__name__}).", "Pack again."
        ) from error
