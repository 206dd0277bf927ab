"""The reports of Open-i: XML documents, their sections and the ids of their images."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree

from residency.data.sources.archive import members
from residency.data.sources.fields import encodable
from residency.data.sources.folder import FileTooLarge, SourceFolder
from residency.data.sources.reasons import FILE_TOO_LARGE, ROW_DAMAGED, Malformed

REPORT_LIMIT: Final = 4 * 1024 * 1024  # bytes
_IMAGE_FOLDERS: Final = ("images", "NLMCXR_png", "")


@lru_cache(maxsize=1)
def image_folders(folder: SourceFolder) -> tuple[str, ...]:
    """Those of the usual folders in which images are; looked up once in a process."""
    parents = {
        entry.name.rpartition("/")[0] for entry in folder.files() if entry.name.endswith(".png")
    }
    return tuple(name for name in _IMAGE_FOLDERS if name in parents)


@dataclass(frozen=True, slots=True)
class OpenIReport:
    """What a sample takes of it; a section that is missing is not in `sections`."""

    study: str
    sections: dict[str, str]
    images: tuple[str, ...]


def parse_report(content: bytes) -> OpenIReport:
    """Parse a document; Malformed where it is damaged.

    One that declares entities is refused: they may expand without end.
    """
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Malformed(ROW_DAMAGED, "document type")
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Malformed(ROW_DAMAGED, type(error).__name__) from None
    told = {
        e.get("Label", "").lower(): " ".join((e.text or "").split())
        for e in root.iter("AbstractText")
    }
    identity = root.find("uId")
    return OpenIReport(
        study="" if identity is None else identity.get("id", ""),
        sections={name: encodable(words) for name, words in told.items() if words},
        images=tuple(image.get("id", "") for image in root.iter("parentImage")),
    )


def reports_of(folder: SourceFolder, file: str) -> Iterator[bytes | Malformed]:
    """The documents of a file, or of an archive; a member that is refused is Malformed.

    Raises Malformed where the file is too large, or the archive is damaged.
    """
    if file.endswith(".xml"):
        try:
            yield folder.read(file, REPORT_LIMIT)
        except FileTooLarge:
            raise Malformed(FILE_TOO_LARGE, f"{REPORT_LIMIT} bytes") from None
        return
    for member in members(folder, file, REPORT_LIMIT):
        if member.wrong:
            yield Malformed(member.wrong)
        elif member.name.endswith(".xml"):
            yield member.content
