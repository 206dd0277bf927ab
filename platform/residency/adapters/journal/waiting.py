"""How much of what was tracked has not reached the tracker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from residency.adapters.journal.entry import FORMAT
from residency.adapters.journal.place import Place, places, places_aside
from residency.adapters.journal.replay import read_ack
from residency.errors import ResidencyError
from residency.train.line_log import read_lines


@dataclass(frozen=True, slots=True)
class Waiting:
    """Calls that wait, those that the tracker refused, and journals that cannot be read."""

    calls: int = 0
    refused: int = 0
    unreadable: int = 0  # of a later version, damaged at its head, or somebody else's

    def __bool__(self) -> bool:
        return self.calls > 0


def waiting(root: Path) -> Waiting:
    """What waits in all journals; reads what was not replayed, and no tracker."""
    calls = unreadable = 0
    for place in (found := places(root)):
        try:
            calls += calls_left(place)
        except (ResidencyError, OSError):
            unreadable += 1
    return Waiting(calls, sum(map(_refused, [*found, *places_aside(root)])), unreadable)


def calls_left(place: Place) -> int:
    """Calls of one journal that wait. Raises ResidencyError where it is none of this version."""
    return sum(1 for _ in read_lines(place.log, read_ack(place).offset, FORMAT))


def _refused(place: Place) -> int:
    try:
        return sum(1 for _ in read_lines(place.refused))
    except OSError:
        return 0
