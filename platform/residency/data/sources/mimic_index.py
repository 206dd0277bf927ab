"""What MIMIC-CXR's tables tell of its images: views, dates and the official split.

The tables lie beside `files/`, as CSV or gzip of it. They are held while a worker reads: ids and
short words of 377,110 images, and no record.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from residency.data.sources.archive import unpacked
from residency.data.sources.fields import Row, optional, text
from residency.data.sources.folder import SourceFolder
from residency.data.sources.names import split_word
from residency.data.sources.reasons import Malformed
from residency.data.sources.tables.delimited import COMMAS
from residency.data.sources.tables.format import Broken
from residency.errors import DataError

_METADATA: Final = "metadata.csv"
_SPLIT: Final = "split.csv"
VIEWS: Final = ("PA", "AP", "LATERAL", "LL")
"""The order of the views of one study; others follow by name."""


@dataclass(frozen=True, slots=True)
class Index:
    """By image and by study; empty where a table is not there."""

    views: Mapping[str, str]  # image -> ViewPosition
    times: Mapping[str, tuple[str, str]]  # study -> day (YYYYMMDD), time (HHMMSS)
    splits: Mapping[str, str]  # study -> train, validate, test

    def order(self, image: str) -> tuple[int, str, str]:
        """The place of an image among those of its study."""
        view = self.views.get(image, "")
        return (VIEWS.index(view) if view in VIEWS else len(VIEWS), view, image)


@lru_cache(maxsize=1)
def load_index(folder: SourceFolder) -> Index:
    """Read the tables of a folder once in a process. DataError where one is damaged."""
    try:
        return _read(folder)
    except (Malformed, EOFError, zlib.error) as error:
        raise DataError(
            f"{folder.location}: a table of MIMIC-CXR is damaged ({type(error).__name__}).",
            "Get the metadata and split tables again.",
        ) from None


def _read(folder: SourceFolder) -> Index:
    views: dict[str, str] = {}
    times: dict[str, tuple[str, str]] = {}
    for row in _rows(folder, _METADATA):
        views[text(row, "dicom_id")] = optional(row, "ViewPosition").upper()
        # 80556.875 is five to nine: the time is a number, and lacks its leading zeros
        time = optional(row, "StudyTime").rpartition(".")[0] or optional(row, "StudyTime")
        if (date := optional(row, "StudyDate")) and time:
            times[text(row, "study_id")] = (date, time.zfill(6))
    splits = {
        text(row, "study_id"): split_word(optional(row, "split")) for row in _rows(folder, _SPLIT)
    }
    return Index(views, times, splits)


def _rows(folder: SourceFolder, table: str) -> Iterator[Row]:
    """Rows of `mimic-cxr-2.0.0-<table>`, of any version of the set."""
    for entry in folder.files():
        name = entry.name.removesuffix(".gz")
        if "/" in name or not (name.startswith("mimic-cxr-") and name.endswith(f"-{table}")):
            continue
        with folder.open(entry.name) as stream:
            for located in COMMAS.rows(unpacked(stream, entry.name), 0):
                if not isinstance(located.content, Broken):
                    yield located.content
        return
