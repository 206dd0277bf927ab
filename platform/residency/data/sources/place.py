"""Where a row stands, and the images that it names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from residency.data.sources.folder import FileTooLarge, LeadsOut, SourceFolder
from residency.data.sources.names import is_inside, split_of_name
from residency.data.sources.reasons import (
    FILE_UNREADABLE,
    IMAGE_MISSING,
    IMAGE_TOO_LARGE,
    NAME_OUTSIDE,
    Malformed,
)

MAX_IMAGE_BYTES: Final = 64 * 1024 * 1024  # encoded; whoever decodes limits the pixels
_ABSENT: Final = (FileNotFoundError, IsADirectoryError, NotADirectoryError)


@dataclass(frozen=True, slots=True)
class Place:
    """One row of one file of a source.

    `below`: folders in which images may lie, relative to the source or to the row's own file.
    """

    folder: SourceFolder
    file: str
    row: int
    below: tuple[str, ...] = ("",)

    @property
    def key(self) -> str:
        """The row's name in its source."""
        return f"{self.file}#{self.row}"

    @property
    def split(self) -> str:
        """The split that the name of the row's file tells of."""
        return split_of_name(self.file)

    def image(self, name: str) -> bytes:
        """The encoded image that the row names.

        Malformed where it is absent, too large, or a link that leads out of the source.
        """
        if not is_inside(name):
            raise Malformed(NAME_OUTSIDE)
        for candidate in dict.fromkeys(self._candidates(name)):
            try:
                return self.folder.read(candidate, MAX_IMAGE_BYTES)
            except FileTooLarge:
                raise Malformed(IMAGE_TOO_LARGE, f"{MAX_IMAGE_BYTES} bytes") from None
            except LeadsOut:
                raise Malformed(NAME_OUTSIDE, "link") from None
            except _ABSENT:
                continue
            except PermissionError as error:
                raise Malformed(FILE_UNREADABLE, type(error).__name__) from None
        raise Malformed(IMAGE_MISSING)

    def _candidates(self, name: str) -> Iterable[str]:
        beside = PurePosixPath(self.file).parent
        for below in self.below:
            yield (beside / below / name).as_posix()
            yield (PurePosixPath(below) / name).as_posix()
