"""What ingest made of one dataset, as its evidence tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self

from residency.adapters.ray.gather import Gathered
from residency.adapters.ray.sample_files import SampleFiles
from residency.data.card import Contents, Fates
from residency.data.tally import spread
from residency.prepare.report import group
from residency.prepare.unit import Lost
from residency.spec.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Settled:
    """What was decided over the whole set."""

    kept: Collection[str]  # source keys
    dropped: Mapping[str, int]  # by filters over the set; others drop where a record is read


@dataclass(frozen=True, slots=True)
class Made:
    """Counts for the card and the report, the quarantine list, and some pictures to look at."""

    fates: Fates
    contents: Contents
    facts: Mapping[str, int]
    lost: tuple[tuple[int, Lost], ...]  # with the unit's number
    names: tuple[str, ...]  # of the units' files, which may name a patient
    pictures: tuple[bytes, ...]  # PNG, de-identified

    @classmethod
    def of(cls, dataset: Dataset, found: Gathered, settled: Settled, written: SampleFiles) -> Self:
        """Put together what was gathered, decided and written."""
        total = found.dropped + Counter(settled.dropped)
        filters = {one.name.value: 0 for one in dataset.filters}  # in order, also of those with 0
        return cls(
            Fates(found.read, len(settled.kept), found.quarantined, {**filters, **total}),
            _contents(found, settled.kept, written),
            found.facts,
            tuple(found.lost),
            found.names,
            written.pictures,
        )


def _contents(found: Gathered, kept: Collection[str], written: SampleFiles) -> Contents:
    images = [one for one in found.images if one.source_key in kept]
    conversations = [one for one in found.conversations if one.source_key in kept]
    equal = [one.content for one in images] + [one.content for one in conversations]
    return Contents(
        train=written.side("train"),
        heldout=written.side("heldout"),
        formats=group(found.facts, "format"),
        characters=spread([one.characters for one in conversations]),
        shorter_side=spread(
            [
                *(one.shorter_side for one in images),
                *(side for one in conversations for side in one.sides),
            ]
        ),
        duplicates=len(equal) - len(set(equal)),
        sources_sha256=found.sources_sha256,
    )
