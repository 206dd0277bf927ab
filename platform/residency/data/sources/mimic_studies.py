"""The studies of one patient of MIMIC-CXR: their images in order, and their reports."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

from residency.data.sources.folder import FileTooLarge, LeadsOut, SourceFolder
from residency.data.sources.mimic_index import Index
from residency.data.sources.place import Place
from residency.data.sources.reasons import (
    FILE_TOO_LARGE,
    NAME_OUTSIDE,
    SECTION_MISSING,
    Malformed,
)

IMAGE: Final = re.compile(r"((?:.*/)?p\d\d/p(\d+))/s(\d+)/[^/]+\.(?:jpg|jpeg|png|dcm)")
"""The name of an image; its groups are the patient's folder, the patient and the study."""

_UNDATED: Final = ("~", "")  # after every number
_REPORT_LIMIT: Final = 1024 * 1024  # bytes


def studies_of(folder: SourceFolder, patient: str, index: Index) -> dict[str, tuple[str, ...]]:
    """Names of the images by study: studies as they followed each other, images by their view.

    Studies without a date come last.
    """
    found: dict[str, list[str]] = {}
    for entry in folder.files(patient):
        if match := IMAGE.fullmatch(entry.name):
            found.setdefault(match[3], []).append(entry.name)
    return {
        study: tuple(sorted(found[study], key=lambda n: index.order(PurePosixPath(n).stem)))
        for study in sorted(found, key=lambda one: (index.times.get(one, _UNDATED), one))
    }


def report_of(place: Place, study: str) -> str:
    """The report in free text. Malformed where there is none."""
    for root in ("", "mimic-cxr-reports/"):
        try:
            content = place.folder.read(f"{root}{place.file}/s{study}.txt", _REPORT_LIMIT)
        except FileNotFoundError:
            continue
        except LeadsOut:
            raise Malformed(NAME_OUTSIDE, "link") from None
        except FileTooLarge:
            raise Malformed(FILE_TOO_LARGE, f"{_REPORT_LIMIT} bytes") from None
        return content.decode("utf-8", "replace")
    raise Malformed(SECTION_MISSING)
