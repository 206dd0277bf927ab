"""The files of a source in a bucket, read in place by s3fs. Nothing is ever written there.

What goes wrong on the way is an OSError, as on a disk, so that whoever reads tries again.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, cast

import s3fs
from aiohttp import ClientError as ConnectionBroken
from botocore.exceptions import BotoCoreError

from residency.adapters.storage.s3_place import S3Place
from residency.adapters.storage.s3_settings import S3Settings
from residency.data.sources.folder import CODE_SUFFIXES, FileEntry, FileTooLarge, leads_out
from residency.data.sources.names import is_inside
from residency.errors import DataError

_BLOCK: Final = 4 * 1024 * 1024  # bytes that one request asks for


@dataclass(frozen=True, slots=True)
class S3Folder:
    """Objects below a prefix, by names relative to it. Pickles: each process connects itself."""

    location: str
    place: S3Place
    settings: S3Settings

    def files(self, under: str = "") -> Iterator[FileEntry]:
        root = self._path(under) if under else f"{self.place.bucket}/{self.place.prefix}"
        own = f"{self.place.bucket}/{self.place.root}"
        try:
            with _as_os_error():
                found = self._connect().find(root.rstrip("/"), detail=True)
        except FileNotFoundError:  # an empty prefix is no error; a bucket that is not there is
            raise DataError(
                f"{self.location}: there is no such bucket.",
                "Name an existing one: Residency never makes a bucket.",
            ) from None
        for path in sorted(found):
            name = path.removeprefix(own)
            if is_inside(name) and not name.endswith(("/", *CODE_SUFFIXES)):
                yield FileEntry(name, int(found[path]["size"]), str(found[path]["ETag"]))

    def open(self, name: str) -> BinaryIO:
        with _as_os_error():
            found = self._connect().open(self._path(name), "rb", block_size=_BLOCK)
        return cast(BinaryIO, io.BufferedReader(_Object(found), _BLOCK // 4))

    def read(self, name: str, limit: int) -> bytes:
        path = self._path(name)
        with _as_os_error():
            size = int(self._connect().info(path)["size"])
            if size > limit:
                raise FileTooLarge(f"{size} bytes; the limit is {limit}")
            return bytes(self._connect().cat_file(path))

    def _path(self, name: str) -> str:
        if not is_inside(name):
            raise leads_out(self.location)
        return f"{self.place.bucket}/{self.place.root}{name}"

    def _connect(self) -> Any:
        """The file system, of which s3fs keeps one a process. Listings are never kept."""
        return s3fs.S3FileSystem(
            client_kwargs=self.settings.client(),
            config_kwargs=self.settings.config(),
            use_listings_cache=False,
        )


class _Object(io.RawIOBase):
    """An open object as a plain file: s3fs's own has no readline of a limited length."""

    def __init__(self, found: Any) -> None:
        self._found = found

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return int(self._found.seek(offset, whence))

    def readinto(self, buffer: Any) -> int:
        with _as_os_error():
            content = self._found.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)

    def close(self) -> None:
        self._found.close()
        super().close()


@contextmanager
def _as_os_error() -> Iterator[None]:
    """A connection that breaks is an OSError, whichever library noticed it."""
    try:
        yield
    except (BotoCoreError, ConnectionBroken) as error:
        raise OSError(f"the store did not answer: {type(error).__name__}") from error
