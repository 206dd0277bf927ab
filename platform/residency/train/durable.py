"""Files that a crash leaves whole or absent, and never half written under their own name."""

from __future__ import annotations

import hashlib
import os
import uuid
from pathlib import Path

_BLOCK = 4096


def write_once(path: Path, data: bytes) -> None:
    """Have the file appear with all of its content. Raises FileExistsError where there is one."""
    partial = _partial(path, data)
    try:
        os.link(partial, path)  # fails where the name is taken: as If-None-Match of a store
    finally:
        partial.unlink()
    flush(path.parent)


def replace(path: Path, data: bytes) -> None:
    """Put this in the place of what is there."""
    _partial(path, data).replace(path)
    flush(path.parent)


def overwrite(path: Path, data: bytes) -> None:
    """Put a JSON text of less than 4 KiB in the place of what is there; a power cut may lose it.

    In place, since a rename over a file has ext4 flush it: this is done at every step.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.pwrite(descriptor, data.ljust(_BLOCK), 0)
    finally:
        os.close(descriptor)  # another node sees it then


def flush(path: Path) -> None:
    """Have a file's content, or a folder's names, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest(path: Path) -> str:
    """SHA-256 of a file's content: 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _partial(path: Path, data: bytes) -> Path:
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    with partial.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return partial
