"""A safetensors file, written piece by piece and mapped: nobody holds a copy of it.

The format (https://github.com/huggingface/safetensors, "Format"): a length of 8 bytes, little
endian; a JSON header of that length with type, shape and place of each tensor; their bytes, one
after the other without a gap. The library writes only what was copied into one piece of memory.
"""

from __future__ import annotations

import hashlib
import json
import math
import mmap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TYPES: Mapping[str, str] = {"float32": "F32", "int32": "I32", "uint8": "U8"}
_NAMES = {name: kind for kind, name in _TYPES.items()}
_LENGTH = 8  # bytes that say how long the header is

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Described:
    """A tensor of a file: float32, int32 or uint8."""

    name: str
    kind: str  # of numpy
    shape: tuple[int, ...]

    @property
    def bytes(self) -> int:
        """Its size."""
        return math.prod(self.shape) * np.dtype(self.kind).itemsize


def describe(name: str, array: Array) -> Described:
    """Name, type and shape."""
    return Described(name, array.dtype.name, array.shape)


def header(tensors: Sequence[Described]) -> bytes:
    """What stands before the tensors, which follow in this order; a multiple of 8 bytes."""
    told, end = {}, 0
    for tensor in tensors:
        start, end = end, end + tensor.bytes
        kind = _TYPES[tensor.kind]
        told[tensor.name] = {"dtype": kind, "shape": tensor.shape, "data_offsets": [start, end]}
    text = json.dumps(told, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _LENGTH)
    return len(text).to_bytes(_LENGTH, "little") + text


class HashedFile:
    """A file that appears under its name when all of it is written; hashed on the way."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._partial = path.with_suffix(".partial")
        self._digest = hashlib.sha256()
        self.bytes = 0

    def __enter__(self) -> HashedFile:
        self._file = self._partial.open("wb")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        if kind is None:
            self._partial.replace(self._path)

    def write(self, content: bytes | Array) -> None:
        """Append bytes, or an array that lies in one piece."""
        view = memoryview(content) if isinstance(content, bytes) else content.reshape(-1).data
        self._file.write(view)
        self._digest.update(view)
        self.bytes += view.nbytes

    @property
    def sha256(self) -> str:
        """Of what is written so far: 64 hex digits."""
        return self._digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Lies:
    """Where a tensor lies in its file, and what it is."""

    kind: str  # of numpy
    shape: tuple[int, ...]
    start: int  # its first byte

    def seen_in(self, content: bytes | mmap.mmap) -> Array:
        """The tensor without a copy, read-only. Raises ValueError: the content ends before it."""
        count = math.prod(self.shape)
        if not count:  # which may stand at the very end
            return np.zeros(self.shape, self.kind)
        return np.frombuffer(content, self.kind, count, self.start).reshape(self.shape)


def places(head: bytes) -> dict[str, Lies]:
    """Where the tensors of a file lie that begins so.

    The header is taken at its word: check first that it is what was written.
    """
    length = int.from_bytes(head[:_LENGTH], "little")
    told = json.loads(head[_LENGTH : _LENGTH + length])
    return {
        name: Lies(
            kind=_NAMES[one["dtype"]],
            shape=tuple(one["shape"]),
            start=_LENGTH + length + one["data_offsets"][0],
        )
        for name, one in told.items()
    }


def mapped(path: Path) -> mmap.mmap:
    """The file's content, read where it is looked at.

    Raises OSError: there is no such file; ValueError: it is empty.
    """
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
