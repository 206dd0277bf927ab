"""Open-i, the Indiana University chest X-rays (Demner-Fushman et al. 2015).

Reports are XML files in a folder, or in the archive as it is published, which is read as it is.
Images are found by the report's `parentImage` ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from residency.data.raw import Quarantined
from residency.data.sources.absent import absent
from residency.data.sources.archive import is_archive
from residency.data.sources.folder import SourceFolder
from residency.data.sources.open_i_report import (
    OpenIReport,
    image_folders,
    parse_report,
    reports_of,
)
from residency.data.sources.place import Place
from residency.data.sources.reader import Record, Unit
from residency.data.sources.reasons import IMAGE_MISSING, Malformed
from residency.data.sources.reports import report_sample


@dataclass(frozen=True, slots=True)
class OpenI:
    """One report a sample; `images` as in the recipe's OpenISource."""

    images: str | None = None

    def units(self, folder: SourceFolder) -> Iterator[Unit]:
        found = False
        for entry in folder.files():
            if entry.name.endswith(".xml") or is_archive(entry.name):
                found = True
                yield Unit(entry.name, rows=1 if entry.name.endswith(".xml") else None)
        if not found:
            raise absent(folder, ".xml reports, or an archive of them (NLMCXR_reports.tgz)")

    def read(self, folder: SourceFolder, unit: Unit) -> Iterator[Record]:
        number = 0
        try:
            for content in reports_of(folder, unit.file):
                place = Place(folder, unit.file, number, self._below(folder))
                yield self._record(content, place)
                number += 1
        except Malformed as wrong:
            yield Quarantined(unit.file, wrong.reason, wrong.detail, row=number)

    def _below(self, folder: SourceFolder) -> tuple[str, ...]:
        return image_folders(folder) if self.images is None else (self.images,)

    def _record(self, content: bytes | Malformed, place: Place) -> Record:
        try:
            if isinstance(content, Malformed):
                raise content
            report = parse_report(content)
            images = tuple(self._images(report, place))
            return replace(report_sample(place.key, report.sections, images), study=report.study)
        except Malformed as wrong:
            return Quarantined(place.file, wrong.reason, wrong.detail, row=place.row)

    def _images(self, report: OpenIReport, place: Place) -> Iterator[bytes]:
        for image in report.images:
            try:
                yield place.image(f"{image}.png")
            except Malformed as wrong:
                if wrong.reason != IMAGE_MISSING or self.images is not None:
                    raise
