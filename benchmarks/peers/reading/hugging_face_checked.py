"""Hugging Face datasets where files are checked as ours are: hashed whole before they are read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import nullcontext as ready
from pathlib import Path

from benchmarks.peers.reading import hugging_face
from residency.train.data import MicroBatch

__all__ = ["ready", "run"]


def run(out: Path) -> Iterator[MicroBatch]:
    """All rows once. There is nothing to compare the SHA-256 with, which costs nothing."""
    for path in out.glob("rows*.arrow"):
        with path.open("rb") as file:
            hashlib.file_digest(file, "sha256").hexdigest()
    return hugging_face.run(out)
