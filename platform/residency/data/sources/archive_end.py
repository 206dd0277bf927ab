"""Tar archives read to their end: `tarfile` takes a damaged header for the end, and says nothing.

An archive ends with blocks of zeros. Where one breaks off without them, or a block between two
members is no header, the rest is lost, which whoever reads must be told.
"""

from __future__ import annotations

import tarfile
from typing import BinaryIO, Final, Self

_Zeros = tarfile.EOFHeaderError  # type: ignore[attr-defined]  # the stubs lack both
_Nothing = tarfile.EmptyHeaderError  # type: ignore[attr-defined]
_PADDING: Final = 2048  # blocks of zeros behind the last member that are looked at: 1 MiB


class _Archive(tarfile.TarFile):
    zeros = 0  # blocks of them in a row, up to here


class _Header(tarfile.TarInfo):
    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
        """The next header. ReadError where the archive is damaged here."""
        assert isinstance(archive, _Archive)
        try:
            found = super().fromtarfile(archive)
        except _Zeros:
            archive.zeros += 1
            if archive.zeros > _PADDING:
                raise _Nothing("nothing but zeros") from None
            raise
        except _Nothing:
            if archive.zeros or archive.offset == 0:
                raise
            raise tarfile.ReadError("no end") from None
        except tarfile.HeaderError as error:
            raise tarfile.ReadError(type(error).__name__) from None
        archive.zeros = 0
        return found


def open_archive(stream: BinaryIO) -> tarfile.TarFile:
    """An archive, to be read member by member; several in a row are read as one.

    `next` raises ReadError where it is cut short or damaged, wherever that is.
    """
    return _Archive.open(fileobj=stream, mode="r|", tarinfo=_Header, ignore_zeros=True)
