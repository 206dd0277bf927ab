"""Shards of packed rows: safetensors files and an index that is written last.

A file begins with its head: what is known of its rows without reading them (how many tokens and
targets each has, which pictures and samples), and the SHA-256 of each. After it come the rows'
tokens, the four columns of a row together, and the pictures, plane after plane as a vision tower
takes them. The index has the SHA-256 of each file, and that of its head, which so vouches for any
row that is read alone. A sample's global index is its place in the order of files, rows and
segments.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from residency.data.pack import Rows, planes, target_mask
from residency.data.tensor_file import Array, HashedFile, describe, header
from residency.errors import DataError

INDEX = "index.json"
COLUMNS = ("input_ids", "labels", "segment_ids", "positions")
TOKENS, IMAGES = "tokens", "images"
"""int32 [N, 4, L], the columns of each row; uint8 [M, 3, S, S]."""

DIGESTS = "row_sha256"
"""uint8 [N, 32]: of a row's bytes in TOKENS, then of those in IMAGES."""

ROW_TOKENS, ROW_TARGETS = "row_tokens", "row_targets"
"""int32 [N]: tokens that are no padding, and those with a loss."""

OWNERS = ("row_images", "row_samples", "sample_ids", "sources")
"""As in `Rows`."""


class ShardFile(BaseModel):
    """One file of the pack."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    rows: int
    samples: int
    images: int
    tokens: int  # that are not padding
    target_tokens: int
    source_samples: tuple[int, ...]  # by entry of the mixture
    source_tokens: tuple[int, ...]
    bytes: int
    sha256: str
    head_bytes: int
    head_sha256: str


class MixtureShare(BaseModel):
    """What one entry of the mixture contributes to a pack."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dataset: str
    available: int  # samples that there are to draw from
    samples: int  # drawn, repeats included
    tokens: int
    epochs: float  # rounds through what is available


class ShardIndex(BaseModel):
    """What a pack holds; a pack without an index is unfinished."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    length: int
    image_size: int
    image_tokens: int
    rows: int
    samples: int
    images: int
    tokens: int  # that are not padding
    target_tokens: int
    padding_share: float
    mixture: tuple[MixtureShare, ...]
    files: tuple[ShardFile, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What all rows of a pack have in common."""

    length: int
    image_size: int
    image_tokens: int


def write_shards(rows: Rows, folder: Path, rows_per_file: int, image_tokens: int) -> ShardIndex:
    """Write rows that are in memory: the files, then their index.

    Raises:
        DataError: there are no rows.
    """
    folder.mkdir(parents=True, exist_ok=True)
    starts = range(0, len(rows), rows_per_file)
    files = [
        write_shard(_slice(rows, start, min(start + rows_per_file, len(rows))), folder, number)
        for number, start in enumerate(starts)
    ]
    layout = Layout(int(rows.input_ids.shape[1]), int(rows.images.shape[1]), image_tokens)
    return write_index(folder, layout, files)


def write_shard(rows: Rows, folder: Path, number: int, sources: int = 1) -> ShardFile:
    """Write one file of a pack and say what it holds; `sources`: entries of the mixture.

    It appears whole or not at all, so that a task that died half way can be run again.
    """
    path = folder / f"part-{number:05d}.safetensors"
    tokens = np.stack([getattr(rows, name) for name in COLUMNS], axis=1)
    images = planes(rows.images)
    head: dict[str, Array] = {
        DIGESTS: _digests(tokens, images, rows.row_images),
        ROW_TOKENS: (rows.segment_ids > 0).sum(axis=1).astype(np.int32),
        ROW_TARGETS: target_mask(rows.labels, rows.segment_ids).sum(axis=1).astype(np.int32),
        **{name: np.ascontiguousarray(getattr(rows, name)) for name in OWNERS},
    }
    content = {**head, TOKENS: tokens, IMAGES: images}
    with HashedFile(path) as file:
        file.write(header([describe(name, array) for name, array in content.items()]))
        for array in head.values():
            file.write(array)
        head_bytes, head_sha256 = file.bytes, file.sha256
        file.write(tokens)
        file.write(images)
    lengths = _segment_lengths(rows)
    return ShardFile(
        name=path.name,
        rows=len(rows),
        samples=len(rows.sources),
        images=len(images),
        tokens=int(head[ROW_TOKENS].sum()),
        target_tokens=int(head[ROW_TARGETS].sum()),
        source_samples=tuple(np.bincount(rows.sources, minlength=sources).tolist()),
        source_tokens=tuple(
            np.bincount(rows.sources, lengths, minlength=sources).astype(int).tolist()
        ),
        bytes=file.bytes,
        sha256=file.sha256,
        head_bytes=head_bytes,
        head_sha256=head_sha256,
    )


def row_digest(tokens: Array, images: Array) -> bytes:
    """SHA-256 of a row [4, L] and its pictures [m, 3, S, S]; 32 bytes."""
    digest = hashlib.sha256(tokens.reshape(-1).data)
    digest.update(images.reshape(-1).data)
    return digest.digest()


def write_index(
    folder: Path,
    layout: Layout,
    files: Sequence[ShardFile],
    available: Sequence[tuple[str, int]] = (),
) -> ShardIndex:
    """Write the index of files that are all there; `available`: names and sizes of the mixture.

    Raises:
        DataError: there are no rows.
    """
    count = sum(file.rows for file in files)
    if not count:
        raise DataError("There are no rows to write.", "Add samples, or relax the filters.")
    tokens = sum(file.tokens for file in files)
    index = ShardIndex(
        length=layout.length,
        image_size=layout.image_size,
        image_tokens=layout.image_tokens,
        rows=count,
        samples=sum(file.samples for file in files),
        images=sum(file.images for file in files),
        tokens=tokens,
        target_tokens=sum(file.target_tokens for file in files),
        padding_share=1 - tokens / (count * layout.length),
        mixture=tuple(_share(n, name, size, files) for n, (name, size) in enumerate(available)),
        files=tuple(files),
    )
    (folder / INDEX).write_text(index.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return index


def read_index(folder: Path) -> ShardIndex:
    """The index of a pack.

    Raises:
        DataError: there is none (the pack is unfinished), or it does not parse.
    """
    path = folder / INDEX
    try:
        return ShardIndex.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise DataError(f"{folder}: an unfinished pack (no {INDEX}).", "Pack again.") from error
    except (ValueError, ValidationError) as error:
        raise DataError(f"{path}: not an index of shards.", "Pack again.") from error


def _digests(tokens: Array, images: Array, row_images: NDArray[np.int32]) -> NDArray[np.uint8]:
    """The digest of each row, uint8 [N, 32]."""
    digests = [
        row_digest(row, images[row_images[n] : row_images[n + 1]]) for n, row in enumerate(tokens)
    ]
    return np.frombuffer(b"".join(digests), np.uint8).reshape(-1, 32)


def _share(number: int, name: str, available: int, files: Sequence[ShardFile]) -> MixtureShare:
    samples = sum(file.source_samples[number] for file in files)
    return MixtureShare(
        dataset=name,
        available=available,
        samples=samples,
        tokens=sum(file.source_tokens[number] for file in files),
        epochs=samples / available if available else 0.0,
    )


def _segment_lengths(rows: Rows) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Tokens of each sample, int64 [K]."""
    numbers = rows.row_samples[:-1, None] + rows.segment_ids - 1
    return np.bincount(numbers[rows.segment_ids > 0], minlength=len(rows.sources))


def _slice(rows: Rows, start: int, stop: int) -> Rows:
    own = slice(start, stop)
    images, samples = (
        slice(int(ends[start]), int(ends[stop])) for ends in (rows.row_images, rows.row_samples)
    )
    return Rows(
        rows.input_ids[own],
        rows.labels[own],
        rows.segment_ids[own],
        rows.positions[own],
        rows.images[images],
        rows.row_images[start : stop + 1] - np.int32(images.start),
        rows.sample_ids[samples],
        rows.sources[samples],
        rows.row_samples[start : stop + 1] - np.int32(samples.start),
    )
