"""Reading one unit of a source to its end, each record once, whatever fails on the way."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from residency.data.raw import Quarantined
from residency.data.sources.folder import SourceFolder
from residency.data.sources.reader import Reader, Record, Unit

ATTEMPTS = 4  # the first may have given records, the others none further
BROKEN_OFF = "cannot be read to its end"
_FIRST_WAIT = 0.2  # seconds; four times as long after each further failure, 4.2 in all
_FINAL = (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError)

Wait = Callable[[float], object]


@dataclass(frozen=True, slots=True)
class Tally:
    """The last thing that a unit gives: how many records came before it, and what they were."""

    rows: int
    facts: Mapping[str, int] = field(default_factory=Counter)


def wait(seconds: float) -> None:
    """Let a store that said no recover."""
    time.sleep(seconds)


def read_unit(
    reader: Reader, folder: SourceFolder, unit: Unit, waiting: Wait = wait
) -> Iterator[Record | Tally]:
    """The records of one unit, then its Tally.

    A read error (OSError) in the middle starts the unit again, and skips what was given already:
    readers give the same records in the same order. What ATTEMPTS in a row do not reach is
    quarantined: the rows that the unit is known to have, or one that stands for the rest. Other
    exceptions are faults of ours, and pass.
    """
    given = failed = 0
    while True:
        before = given
        try:
            for record in islice(reader.read(folder, unit), given, None):
                given += 1
                yield record
            break
        except OSError as error:
            broken = type(error).__name__
            failed = 1 if given > before else failed + 1
            if failed == ATTEMPTS or isinstance(error, _FINAL):
                lost = list(_unread(unit, given, broken))
                given += len(lost)
                yield from lost
                break
            waiting(_FIRST_WAIT * 4 ** (failed - 1))
    yield Tally(given)


def _unread(unit: Unit, given: int, broken: str) -> Iterator[Quarantined]:
    """What stands for the records that were not reached."""
    if unit.rows is None:
        yield Quarantined(unit.file, BROKEN_OFF, broken)
        return
    for row in range(given, unit.rows):
        yield Quarantined(unit.file, BROKEN_OFF, broken, row=unit.start + row)
