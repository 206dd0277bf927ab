"""Files below a local folder: plain ones only, and what a record says of them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from residency.adapters.storage.digests import Digests
from residency.adapters.storage.keys import hidden
from residency.adapters.storage.manifest import Entry, file_artifact, folder_artifact
from residency.errors import DataError
from residency.plan.record import Artifact


def files(folder: Path) -> Iterator[Path]:
    """Everything below a folder that is not a folder, but for unfinished writes."""
    for where, folders, names in os.walk(folder):
        here = Path(where)
        yield from (here / name for name in names if not hidden(name))
        yield from (here / name for name in folders if (here / name).is_symlink())
        folders[:] = [name for name in folders if not hidden(name)]


def refuse_link(path: Path) -> None:
    """What a link points to can change unseen, and may lie outside of the tenant's folder."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise DataError(
            f"{path} is a link or a special file, and a store holds plain files only",
            "Put the file itself there.",
        )


def described(path: Path, key: str, name: str, digests: Digests) -> Artifact:
    """The artifact that a local file or folder is, under the key where it is stored."""
    if path.is_file():
        return file_artifact(name, key, _entry(path, "", digests))
    entries = [_entry(file, file.relative_to(path).as_posix(), digests) for file in files(path)]
    return folder_artifact(name, key, entries)


def differs(artifact: Artifact, found: Artifact, place: str) -> DataError:
    """The error that says that an artifact is not what its record says."""
    return DataError(
        f"{artifact.name} at {place} was changed: its record says {artifact.sha256[:12]} "
        f"({artifact.files} files, {artifact.bytes} bytes), found {found.sha256[:12]} "
        f"({found.files} files, {found.bytes} bytes)",
        "Restore it, or delete the record.json of the step that made it, and run again.",
    )


def missing(artifact: Artifact, place: str) -> DataError:
    """The error that says that an artifact is gone."""
    return DataError(
        f"{artifact.name} is missing: its record names {place}, and nothing is there",
        "Restore it, or delete the record.json of the step that made it, and run again.",
    )


def _entry(path: Path, relative: str, digests: Digests) -> Entry:
    refuse_link(path)
    sha256, size = digests.of(path)
    return Entry(path=relative, sha256=sha256, bytes=size)
