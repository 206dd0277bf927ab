"""Folders of DICOM files, with or without a DICOMDIR."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from residency.data.dicom_bytes import MAX_FILE_BYTES
from residency.data.raw import Quarantined, Raw
from residency.data.sources import reasons
from residency.data.sources.dicom_file import parse
from residency.data.sources.dicomdir import is_dicomdir, listed_files
from residency.data.sources.folder import FileTooLarge, LeadsOut, LocalFolder, SourceFolder
from residency.data.sources.reader import Record, Unit


@dataclass(frozen=True, slots=True)
class Dicom:
    """Every file is one record, whatever its name; those that a DICOMDIR misses are too."""

    def units(self, folder: SourceFolder) -> Iterator[Unit]:
        present = [entry.name for entry in folder.files()]
        known = {name.upper() for name in present}
        for name in present:
            listed = listed_files(folder, name) if is_dicomdir(name) else None
            if listed is None:
                yield Unit(name, rows=1)
                continue
            for missing in sorted({one for one in listed if one.upper() not in known}):
                known.add(missing.upper())
                yield Unit(missing, rows=1)

    def read(self, folder: SourceFolder, unit: Unit) -> Iterator[Record]:
        try:
            content = folder.read(unit.file, MAX_FILE_BYTES)
        except FileTooLarge:
            yield Quarantined(unit.file, reasons.FILE_TOO_LARGE, f"{MAX_FILE_BYTES} bytes")
        except FileNotFoundError:
            yield Quarantined(unit.file, reasons.FILE_MISSING)
        except LeadsOut:  # a DICOMDIR may list a link
            yield Quarantined(unit.file, reasons.NAME_OUTSIDE, "link")
        else:
            yield parse(unit.file, content)


def read(root: Path, file: str) -> Raw | Quarantined:
    """Read and decode one file of the folder `root`, whatever goes wrong."""
    try:
        content = LocalFolder("", root).read(file, MAX_FILE_BYTES)
    except FileTooLarge:
        return Quarantined(file, reasons.FILE_TOO_LARGE, f"{MAX_FILE_BYTES} bytes")
    except OSError as error:  # its own message names the file, which may name a patient
        return Quarantined(file, reasons.FILE_UNREADABLE, type(error).__name__)
    return parse(file, content)
