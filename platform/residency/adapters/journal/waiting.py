"""How much of what was tracked has not reached the tracker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from residency.adapters.journal.place import Place, places
from residency.adapters.journal.replay import read_ack
from residency.train.line_log import read_lines


@dataclass(frozen=True, slots=True)
class Waiting:
    """Calls that wait, and those that the tracker refused."""

    calls: int = 0
    refused: int = 0

    def __bool__(self) -> bool:
        return self.calls > 0


def waiting(root: Path) -> Waiting:
    """What waits in all journals; reads what was not replayed, and no tracker."""
    found = places(root)
    return Waiting(sum(map(calls_left, found)), sum(map(_refused, found)))


def calls_left(place: Place) -> int:
    """Calls of one journal that wait."""
    return sum(1 for _ in read_lines(place.log, read_ack(place).offset))


def _refused(place: Place) -> int:
    return sum(1 for _ in read_lines(place.refused))
