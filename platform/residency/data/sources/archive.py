"""Members of a tar archive, one at a time and never unpacked: what each is decides its reader.

Names that lead out of the archive and members over the limit are told as such, and skipped.
"""

from __future__ import annotations

import gzip
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from residency.data.sources.archive_end import open_archive
from residency.data.sources.folder import SourceFolder
from residency.data.sources.names import is_inside
from residency.data.sources.reasons import CUT_SHORT, MEMBER_TOO_LARGE, NAME_OUTSIDE, Malformed

_DAMAGE = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, ValueError, OverflowError)


@dataclass(frozen=True, slots=True)
class Member:
    """One regular file of an archive, or why it was not read."""

    name: str
    content: bytes = b""
    wrong: str = ""  # one of the reasons


def is_archive(name: str) -> bool:
    """Whether the name is one of a tar, compressed by gzip or not."""
    return name.endswith((".tar", ".tar.gz", ".tgz"))


def members(folder: SourceFolder, file: str, limit: int) -> Iterator[Member]:
    """The regular files in order, each of at most `limit` bytes.

    Raises:
        Malformed: the archive is cut short or damaged behind what was given.
        OSError: it cannot be read.
    """
    with folder.open(file) as stream:
        try:
            yield from _members(unpacked(stream, file), limit)
        except _DAMAGE as error:
            if isinstance(error, OSError) and not isinstance(error, gzip.BadGzipFile):
                raise
            raise Malformed(CUT_SHORT, type(error).__name__) from None


def unpacked(stream: BinaryIO, file: str) -> BinaryIO:
    """The stream, unpacked on the way where the file's name says that gzip packed it."""
    packed = file.endswith((".gz", ".tgz"))
    return cast(BinaryIO, gzip.GzipFile(fileobj=stream)) if packed else stream


def _members(stream: BinaryIO, limit: int) -> Iterator[Member]:
    with open_archive(stream) as archive:
        while info := archive.next():
            archive.members = []  # type: ignore[attr-defined]  # else it keeps all headers
            if info.isdir():
                continue
            if not info.isfile() or not is_inside(info.name):  # a link may lead anywhere
                yield Member(info.name, wrong=NAME_OUTSIDE)
            elif info.size > limit:
                yield Member(info.name, wrong=MEMBER_TOO_LARGE)
            else:
                content = archive.extractfile(info)
                yield Member(info.name, content.read() if content else b"")
