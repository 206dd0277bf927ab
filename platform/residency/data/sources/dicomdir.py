"""DICOMDIR: the listing of a file set (PS3.10, section 8), which is no image itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from pydicom.errors import InvalidDicomError

from residency.data.dicom_bytes import read_dicom
from residency.data.header import DAMAGE, quiet
from residency.data.sources.folder import FileTooLarge, SourceFolder
from residency.data.sources.names import is_inside

_LIMIT: Final = 64 * 1024 * 1024  # bytes


def is_dicomdir(name: str) -> bool:
    """Whether the file's name is DICOMDIR, in the case that its medium gave it."""
    return PurePosixPath(name).name.upper() == "DICOMDIR"


def listed_files(folder: SourceFolder, name: str) -> tuple[str, ...] | None:
    """The files that a DICOMDIR names, relative to the source; None where it does not parse."""
    try:
        content = folder.read(name, _LIMIT)
    except FileTooLarge:
        return None
    try:
        with quiet():
            return tuple(_files(content, PurePosixPath(name).parent))
    except (InvalidDicomError, *DAMAGE):
        return None


def _files(content: bytes, beside: PurePosixPath) -> Iterator[str]:
    listing = read_dicom(content, _LIMIT)
    for record in listing.get("DirectoryRecordSequence") or ():
        given = record.get("ReferencedFileID")
        parts = [given] if isinstance(given, str) else list(given or ())
        name = (beside / "/".join(parts)).as_posix()
        if parts and is_inside(name):
            yield name
