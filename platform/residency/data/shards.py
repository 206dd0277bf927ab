"""Shards of packed rows: safetensors files and an index that is written last."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError
from safetensors import SafetensorError
from safetensors.numpy import load_file, save

from residency.data.pack import Rows
from residency.errors import DataError

INDEX = "index.json"


class ShardFile(BaseModel):
    """One file of the pack."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    rows: int
    images: int
    sha256: str


class ShardIndex(BaseModel):
    """What a pack holds; a pack without an index is unfinished."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    length: int
    image_size: int
    image_tokens: int
    rows: int
    tokens: int  # that are not padding
    target_tokens: int
    padding_share: float
    files: tuple[ShardFile, ...]


def write_shards(rows: Rows, folder: Path, rows_per_file: int, image_tokens: int) -> ShardIndex:
    """Write the files, then their index.

    Raises:
        DataError: there are no rows.
    """
    if not len(rows):
        raise DataError("There are no rows to write.", "Add samples, or relax the filters.")
    folder.mkdir(parents=True, exist_ok=True)
    starts = range(0, len(rows), rows_per_file)
    files = tuple(
        _write_file(_slice(rows, start, min(start + rows_per_file, len(rows))), folder, number)
        for number, start in enumerate(starts)
    )
    index = ShardIndex(
        length=int(rows.input_ids.shape[1]),
        image_size=int(rows.images.shape[1]),
        image_tokens=image_tokens,
        rows=len(rows),
        tokens=int((rows.segment_ids > 0).sum()),
        target_tokens=int((rows.labels >= 0).sum()),
        padding_share=rows.padding_share,
        files=files,
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


def read_shards(folder: Path, *, verify: bool = True) -> Rows:
    """All rows of a pack; with `verify` each file is held against its SHA-256.

    Raises:
        DataError: a file is missing, changed or damaged.
    """
    index = read_index(folder)
    return _concatenate([_read_file(folder, file, verify) for file in index.files])


def _write_file(rows: Rows, folder: Path, number: int) -> ShardFile:
    path = folder / f"part-{number:05d}.safetensors"
    content = save({f.name: np.ascontiguousarray(getattr(rows, f.name)) for f in fields(Rows)})
    path.write_bytes(content)  # not save_file: what that raises on a full disk is no OSError
    digest = hashlib.sha256(content).hexdigest()
    return ShardFile(name=path.name, rows=len(rows), images=len(rows.images), sha256=digest)


def _read_file(folder: Path, file: ShardFile, verify: bool) -> Rows:
    path = folder / file.name
    try:
        if verify and hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
            raise DataError(f"{path}: not what was written (its SHA-256 differs).", "Pack again.")
        return Rows(**load_file(path))
    except (OSError, SafetensorError, TypeError) as error:
        raise DataError(
            f"{path}: does not load ({type(error).__name__}).", "Pack again."
        ) from error


def _slice(rows: Rows, start: int, stop: int) -> Rows:
    own = slice(start, stop)
    first, last = int(rows.row_images[start]), int(rows.row_images[stop])
    return Rows(
        rows.input_ids[own],
        rows.labels[own],
        rows.segment_ids[own],
        rows.positions[own],
        rows.images[first:last],
        (rows.row_images[start : stop + 1] - first).astype(np.int32),
    )


def _concatenate(parts: list[Rows]) -> Rows:
    offsets = np.cumsum([0, *(len(part.images) for part in parts)])
    counts = [part.row_images[1:] + offset for part, offset in zip(parts, offsets, strict=False)]
    pictures = [part.images for part in parts if len(part.images)] or [parts[0].images]
    return Rows(
        np.concatenate([part.input_ids for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.segment_ids for part in parts]),
        np.concatenate([part.positions for part in parts]),
        np.concatenate(pictures),
        np.concatenate([np.zeros(1, np.int32), *counts]).astype(np.int32),
    )
