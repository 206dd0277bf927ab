"""The recall meter: every run shows that de-identification works, on its own data.

Copies of a few records are given invented identities in their tags, their text and their pixels,
and go through the same boundary as everything else (`prepare.meter_copies`). They never leave the
task. One identity that survives fails the step: what let it through would let a patient's through.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from residency.data.raw import Raw, RawSample
from residency.data.sources.reader import Unit
from residency.errors import DataError
from residency.prepare.meter_copies import CHANNELS, Fate, fates
from residency.prepare.tools import Tools

COPIES = 24
"""Records of a dataset that are copied, where it has as many."""

GROUP = "meter"
_PLANTED = "planted"


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of identities planted in one channel; the rest were removed."""

    planted: int
    quarantined: int  # with the record that carried them
    survived: int

    @property
    def removed(self) -> int:
        return self.planted - self.quarantined - self.survived


@dataclass(frozen=True, slots=True)
class Copies:
    """Records of one unit that are copied, by number from 0, and the seed of their identities."""

    rows: frozenset[int] = frozenset()
    seed: int = 0


NO_COPIES = Copies()


def choose(units: Sequence[Unit], seed: int) -> dict[int, frozenset[int]]:
    """Which records are copied: unit number -> numbers of its records, COPIES in all.

    Spread over the units by a seeded draw. Of a unit that cannot say how many records it has,
    the first.
    """
    places = [(number, row) for number, unit in enumerate(units) for row in _rows(unit)]
    order = np.random.default_rng([seed, len(places)]).permutation(len(places))
    chosen: dict[int, set[int]] = {}
    for place in order[:COPIES]:
        unit, row = places[int(place)]
        chosen.setdefault(unit, set()).add(row)
    return {unit: frozenset(rows) for unit, rows in chosen.items()}


def _rows(unit: Unit) -> range:
    """The records of a unit that may be drawn: no more are needed of any."""
    return range(1 if unit.rows is None else min(unit.rows, COPIES))


def measure(raw: Raw | RawSample, tools: Tools, seed: int) -> Counter[str]:
    """Plant identities in copies of one record: counts of `meter/<channel> <what>`."""
    counts: Counter[str] = Counter()
    for told in fates(raw, tools, seed):
        counts[f"{GROUP}/{told.channel} {_PLANTED}"] += told.identities
        if told.fate is not Fate.REMOVED:
            counts[f"{GROUP}/{told.channel} {told.fate.value}"] += told.identities
    return counts


_COUNTED = (_PLANTED, Fate.QUARANTINED.value, Fate.SURVIVED.value)


def readings(facts: Mapping[str, int]) -> dict[str, Reading]:
    """What the tasks counted, by channel; channels in which nothing was planted are left out."""
    found = {
        channel: Reading(*(facts.get(f"{GROUP}/{channel} {what}", 0) for what in _COUNTED))
        for channel in CHANNELS
    }
    return {channel: reading for channel, reading in found.items() if reading.planted}


def check(dataset: str, found: Mapping[str, Reading]) -> None:
    """Fail where an invented identity came through.

    Raises:
        DataError: with the channels and the counts; the identities were invented.
    """
    leaks = {channel: one for channel, one in found.items() if one.survived}
    if leaks:
        told = "; ".join(f"{c}: {one.survived} of {one.planted}" for c, one in leaks.items())
        raise DataError(
            f"{dataset}: de-identification let invented identities through ({told}).",
            "Do not use this data. Look at the de-identification report, and tell us: what let "
            "them through would let a patient's through.",
        )
