"""MIMIC-CXR and MIMIC-CXR-JPG (Johnson et al. 2019): p<10>/p<patient>/s<study>/<image>.

All views of a study are one sample, in a fixed order, and its report's findings and impression
the answer. A study whose report has neither section, or none at all, is quarantined: what was
written without headings is not guessed. Reports lie beside the study, or below mimic-cxr-reports/.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import PurePosixPath

from residency.data.prompts import with_prior
from residency.data.raw import Quarantined, RawSample
from residency.data.sources.absent import absent
from residency.data.sources.folder import SourceFolder
from residency.data.sources.mimic_index import Index, load_index
from residency.data.sources.mimic_studies import IMAGE, report_of, studies_of
from residency.data.sources.place import Place
from residency.data.sources.reader import Record, Unit
from residency.data.sources.reasons import Malformed
from residency.data.sources.reports import report_sample, sections
from residency.errors import DataError


@dataclass(frozen=True, slots=True)
class MimicCxr:
    """One unit a patient; `longitudinal` puts the study before it in front of a dated study."""

    longitudinal: bool = False

    def units(self, folder: SourceFolder) -> Iterator[Unit]:
        if self.longitudinal and not load_index(folder).times:
            raise DataError(
                f"{folder.location}: mimic-cxr-<version>-metadata.csv is not there.",
                "Put it beside files/: the order of a patient's studies is told there alone.",
            )
        found = False
        matches = (IMAGE.fullmatch(entry.name) for entry in folder.files())
        for patient, images in groupby((m for m in matches if m), lambda match: match[1]):
            found = True
            yield Unit(patient, rows=len({image[3] for image in images}))
        if not found:
            raise absent(folder, "files/p10/p<patient>/s<study>/<image>.jpg")

    def read(self, folder: SourceFolder, unit: Unit) -> Iterator[Record]:
        index = load_index(folder)
        studies = studies_of(folder, unit.file, index)
        prior: tuple[str, ...] = ()
        for study, names in studies.items():
            dated = study in index.times
            before = prior if dated else ()
            try:
                yield self._sample(Place(folder, unit.file, 0), study, (before, names), index)
            except Malformed as wrong:
                yield Quarantined(f"{unit.file}/s{study}", wrong.reason, wrong.detail)
            prior = names if self.longitudinal and dated else ()

    def _sample(
        self,
        place: Place,
        study: str,
        names: tuple[tuple[str, ...], tuple[str, ...]],
        index: Index,
    ) -> RawSample:
        prior, current = names
        images = tuple(place.image(name) for name in prior + current)
        said = sections(report_of(place, study))
        made = report_sample(f"{place.file}/s{study}", said, images)
        patient = PurePosixPath(place.file).name.removeprefix("p")
        return replace(
            made,
            turns=with_prior(made.turns, len(prior)),
            patient=patient,
            study=study,
            split=index.splits.get(study, ""),
        )
