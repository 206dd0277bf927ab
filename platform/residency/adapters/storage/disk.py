"""Writing to a disk so that a crash leaves the old content or the new, and a full disk says so."""

from __future__ import annotations

import errno
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from residency.adapters.storage.keys import TEMPORARY
from residency.errors import EnvironmentProblem

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR})
MIB = 2**20


def make_folder(folder: Path) -> None:
    """Make the folder and its parents, all private to the user (0700)."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with suppress(FileExistsError):  # another thread made it meanwhile
        folder.mkdir(mode=0o700)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


@contextmanager
def explained(root: Path, key: str, variable: str = "RESIDENCY_HOME") -> Iterator[None]:
    """Turn what the operating system refuses into words: a full disk, a forbidden folder.

    `variable` is the setting that says where the folder lies.
    """
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise EnvironmentProblem(*_full(root, key, variable)) from error
        if error.errno in FORBIDDEN:
            raise EnvironmentProblem(
                f"cannot write {key} below {root}: {error.strerror}",
                f"Make the folder writable, or set {variable} to one that is.",
            ) from error
        raise


@contextmanager
def unfinished(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file beside its final place, to be flushed and renamed or linked within the block.

    Whatever is left of it when the block ends is removed.
    """
    make_folder(folder)
    path = folder / f"{TEMPORARY}{uuid.uuid4().hex}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield path, stream
    finally:
        path.unlink(missing_ok=True)


def flush(stream: BinaryIO) -> None:
    """Have the content on the disk before its name is."""
    stream.flush()
    os.fsync(stream.fileno())


def flush_folder(folder: Path) -> None:
    """Have a rename or link in the folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def mount_of(path: Path) -> Path:
    """The mount point that holds the path."""
    place = path.absolute()
    while not (place.exists() and place.is_mount()) and place != place.parent:
        place = place.parent
    return place


def _full(root: Path, key: str, variable: str) -> tuple[str, str]:
    mount = mount_of(root)
    free = shutil.disk_usage(mount).free // MIB
    return (
        f"no space left on {mount} ({free} MiB free) while writing {key}",
        f"Free some space, or set {variable} to a folder on a larger disk.",
    )
