"""What a given folder holds: the digest of those of its files that are read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from residency.errors import DataError
from residency.plan.given import UNSEEN

TOKENIZER_FILES: Final = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")
"""What is read of a tokenizer's folder."""


def files_digest(folder: Path, patterns: Iterable[str]) -> str:
    """SHA-256 over names and contents of the files that match a pattern, by name.

    Contents are read whole, since times change when a folder is copied: of 40 GB of weights that
    takes as long as a disk takes to read them.
    """
    whole = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in folder.glob(pattern)}):
        with path.open("rb") as file:
            own = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{path.name} {own}\n".encode())
    return whole.hexdigest()


def check_unchanged(folder: Path, patterns: Iterable[str], planned: str | None) -> None:
    """Raise DataError where the folder holds other files than when it was planned with."""
    if planned in (None, UNSEEN):
        return  # planned on another machine, where it could not be looked at
    if files_digest(folder, patterns) != planned:
        raise DataError(
            f"{folder} has changed since this run was planned.",
            "Run again: what depends on it will be computed anew.",
        )
