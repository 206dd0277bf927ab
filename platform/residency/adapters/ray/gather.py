"""What the driver learns of the records that were read: outlines, fates, and that none is missing.

Of a record it holds its outline alone (about 1 KB of a conversation, 2 KB of an image).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import ray.data

from residency.adapters.ray.reading import Listed
from residency.adapters.ray.record_rows import (
    TOLD,
    Fate,
    image_outline_of,
    lost_of,
    sample_outline_of,
    tally_of,
)
from residency.adapters.ray.streams import stream
from residency.data.outline import Outline, SampleOutline
from residency.prepare.accounting import Account
from residency.prepare.unit import Lost


@dataclass(slots=True)
class Gathered:
    """The records of one dataset, without their content."""

    read: int = 0
    names: tuple[str, ...] = ()  # of the units' files, by number; they may name a patient
    images: list[Outline] = field(default_factory=list)
    conversations: list[SampleOutline] = field(default_factory=list)
    lost: list[tuple[int, Lost]] = field(default_factory=list)  # with the unit's number
    dropped: Counter[str] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    digests: list[str] = field(default_factory=list)  # `source key sha256`, a line each

    @property
    def quarantined(self) -> Counter[str]:
        """How many were quarantined, by reason."""
        return Counter(
            f"{lost.reason} ({lost.detail})" if lost.detail else lost.reason
            for _, lost in self.lost
        )

    @property
    def sources_sha256(self) -> str:
        """One digest over the names' pseudonyms and the contents' digests of all records."""
        if not self.digests:
            return ""
        return hashlib.sha256("\n".join(sorted(self.digests)).encode()).hexdigest()


def gather(records: ray.data.Dataset, listed: Sequence[Listed], dataset: str) -> Gathered:
    """Collect what the reading tasks told.

    Raises:
        DataError: a unit lost rows, gave some twice or did not end.
    """
    account = Account([one.unit for one in listed])
    found = Gathered(names=tuple(one.name for one in listed))
    for table in stream(records.select_columns([*TOLD, "thumbnail"])):
        for row in table.to_pylist():
            _take(row, account, found)
    account.check(dataset)
    found.read, found.facts = account.read, account.facts
    return found


def _take(row: dict[str, object], account: Account, found: Gathered) -> None:
    unit, fate = int(str(row["unit"])), Fate(str(row["fate"]))
    if fate is Fate.TALLY:
        account.add_tally(unit, tally_of(row))
        return
    account.add_row(unit)
    if fate is Fate.QUARANTINED:
        found.lost.append((unit, lost_of(row)))
    elif fate is Fate.DROPPED:
        found.dropped[str(row["reason"])] += 1
    else:
        found.digests.append(f"{row['source_key']} {row['sha256']}")
        if row["thumbnail"] is None:
            found.conversations.append(sample_outline_of(row))
        else:
            found.images.append(image_outline_of(row))
