"""WebDataset tars (Aizman et al. 2019): members of one key that follow each other are one sample.

The key is the name up to the first dot behind its last slash; what follows tells what a member
is: images by their suffix, `json` a row, `txt` a caption, `cls` a label.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from residency.data.raw import Quarantined, RawSample
from residency.data.sources.absent import absent
from residency.data.sources.archive import Member, is_archive
from residency.data.sources.archive_groups import groups, whole
from residency.data.sources.columns import column_sample
from residency.data.sources.fields import Row, mapping
from residency.data.sources.folder import SourceFolder
from residency.data.sources.names import is_image
from residency.data.sources.place import MAX_IMAGE_BYTES, Place
from residency.data.sources.reader import Record, Unit
from residency.data.sources.reasons import ROW_DAMAGED, Malformed
from residency.spec.dataset import Columns


@dataclass(frozen=True, slots=True)
class WebDataset:
    """Reads tars as they lie in the folder, each from its beginning to its end."""

    columns: Columns = field(default_factory=Columns)

    def units(self, folder: SourceFolder) -> Iterator[Unit]:
        names = [entry.name for entry in folder.files() if is_archive(entry.name)]
        if not names:
            raise absent(folder, ".tar or .tar.gz files")
        yield from map(Unit, names)

    def read(self, folder: SourceFolder, unit: Unit) -> Iterator[Record]:
        for number, group in enumerate(groups(folder, unit.file, MAX_IMAGE_BYTES)):
            place = Place(folder, unit.file, number)
            try:
                yield self._sample(whole(group), place)
            except Malformed as wrong:
                yield Quarantined(unit.file, wrong.reason, wrong.detail, row=number)

    def _sample(self, group: list[Member], place: Place) -> RawSample:
        row: dict[str, object] = {}
        for member in group:
            row.update(self._fields(member))
        images = tuple(member.content for member in group if is_image(member.name))
        return column_sample(row, self.columns, place, images)

    def _fields(self, member: Member) -> Row:
        suffix = member.name.rpartition(".")[2].lower()
        try:
            if suffix == "json":
                return mapping(json.loads(member.content))
            if suffix in ("txt", "cls"):
                name = self.columns.caption if suffix == "txt" else self.columns.label
                return {name: member.content.decode()}
        except (ValueError, RecursionError) as error:
            if isinstance(error, Malformed):
                raise
            raise Malformed(ROW_DAMAGED, type(error).__name__) from None
        return {}
