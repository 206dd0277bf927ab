"""One unit of a source, from its files to de-identified records: what one task does.

Nothing raw leaves this function: a record is de-identified where it is read, and what is
quarantined goes on under a pseudonym.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from residency.data.curation.candidate import Candidate
from residency.data.curation.row_filters import Drops, needs_boxes, row_filters_of
from residency.data.deidentified import Deidentified, DeidentifiedSample
from residency.data.image import decode_image
from residency.data.raw import PassedOver, Quarantined, Raw, RawSample
from residency.data.sources.folder import SourceFolder
from residency.data.sources.reader import Reader, Record, Unit
from residency.data.views import reduce
from residency.prepare.boundary import deidentify
from residency.prepare.gallery import Gallery
from residency.prepare.meter import NO_COPIES, Copies, measure
from residency.prepare.reading import Tally, read_unit
from residency.prepare.tools import Tools
from residency.spec.dataset import Filter


@dataclass(frozen=True, slots=True)
class Lost:
    """A record that was quarantined: which, by pseudonym, and why."""

    source_key: str
    reason: str
    detail: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A record that a filter of the recipe objects to, or a row that the layout passes over."""

    source_key: str
    name: str


Outcome = Deidentified | DeidentifiedSample | Lost | Dropped | Tally


class Preparation:
    """The records of one dataset through the boundary and its row filters."""

    def __init__(self, reader: Reader, tools: Tools, filters: tuple[Filter, ...]) -> None:
        self._reader = reader
        self._tools = tools
        self._gallery = Gallery(tools)
        self._drops: Mapping[Filter, Drops] = row_filters_of(filters)
        self._needs_boxes = needs_boxes(self._drops)

    def outcomes(
        self, folder: SourceFolder, unit: Unit, copies: Copies = NO_COPIES
    ) -> Iterator[Outcome]:
        """One outcome a record, and the unit's Tally at the end.

        Names of files count from the source's location: equal ones in two folders are two.
        `copies`: which records the recall meter copies; the tally has what became of them. For
        one that was none when it was read the next of the unit is.
        """
        facts: Counter[str] = Counter()
        owed = 0
        for number, read in enumerate(read_unit(self._reader, folder, unit)):
            if isinstance(read, Tally):
                yield Tally(read.rows, facts)
                return
            located = _located(read, folder.location)
            owed += number in copies.rows
            if owed and isinstance(located, Raw | RawSample):
                facts.update(measure(located, self._tools, copies.seed))
                owed -= 1
            record = self._deidentified(located)
            if isinstance(record, Lost | Dropped):
                yield record
            else:
                facts.update(record.facts)
                yield self._filtered(record)

    def _deidentified(self, record: Record) -> Deidentified | DeidentifiedSample | Lost | Dropped:
        if isinstance(record, Quarantined):
            return self._lost(record)
        if isinstance(record, PassedOver):
            return Dropped(self._tools.key.pseudonym("file", record.file), record.reason)
        found = deidentify(record, self._tools, self._gallery)
        return self._lost(found) if isinstance(found, Quarantined) else found

    def _lost(self, record: Quarantined) -> Lost:
        key = self._tools.key.pseudonym("file", record.file)
        return Lost(key, record.reason, record.detail, record.row)

    def _filtered(
        self, record: Deidentified | DeidentifiedSample
    ) -> Deidentified | DeidentifiedSample | Dropped:
        if self._drops:
            candidate = self._candidate(record)
            for one, drops in self._drops.items():
                if drops(candidate):
                    return Dropped(record.outline.source_key, one.name.value)
        if isinstance(record, Deidentified):
            return replace(record, pixels=reduce(record.pixels))
        return record

    def _candidate(self, record: Deidentified | DeidentifiedSample) -> Candidate:
        if isinstance(record, Deidentified):
            seen = Candidate((record.pixels.picture(),), attributes=record.outline.attributes)
        else:
            seen = Candidate(
                pictures=tuple(decode_image(image) for image in record.images),
                turns=record.turns,
                answer=record.answer,
                attributes=record.outline.attributes,
            )
        if not self._needs_boxes:
            return seen
        find = self._tools.finders.detector.find
        return replace(seen, boxes=tuple(tuple(find(picture)) for picture in seen.pictures))


def _located(record: Record, location: str) -> Record:
    if isinstance(record, RawSample):
        return replace(record, key=f"{location}/{record.key}")
    return replace(record, file=f"{location}/{record.file}")
