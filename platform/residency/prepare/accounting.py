"""Every record that was read is kept, quarantined or dropped by a filter, and counted once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from residency.data.sources.reader import Unit
from residency.errors import DataError
from residency.prepare.reading import Tally


class Account:
    """The rows of one dataset, as they arrive from the tasks that read its units."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units
        self._arrived: Counter[int] = Counter()
        self._tallies: dict[int, list[Tally]] = {}
        self.facts: Counter[str] = Counter()

    def add_row(self, unit: int) -> None:
        """Count one record of a unit, whatever became of it."""
        self._arrived[unit] += 1

    def add_tally(self, unit: int, tally: Tally) -> None:
        """Take the tally that ends a unit."""
        self._tallies.setdefault(unit, []).append(tally)
        self.facts.update(tally.facts)

    @property
    def read(self) -> int:
        """How many records the units gave."""
        return sum(tally.rows for told in self._tallies.values() for tally in told)

    def check(self, dataset: str) -> None:
        """Hold what arrived against what the units say they gave, and against what they hold.

        Raises:
            DataError: a unit lost rows, gave some twice, or never came to its end. It is named
                by its number in the listing: a file's name may name a patient.
        """
        for number, unit in enumerate(self._units):
            tallies = self._tallies.get(number, [])
            if len(tallies) != 1:
                raise self._wrong(dataset, number, f"ended {len(tallies)} times instead of once")
            given, arrived = tallies[0].rows, self._arrived[number]
            if given != arrived:
                raise self._wrong(dataset, number, f"gave {given} rows, and {arrived} arrived")
            if unit.rows is not None and unit.rows != given:
                raise self._wrong(dataset, number, f"has {unit.rows} rows, and gave {given}")

    def _wrong(self, dataset: str, number: int, what: str) -> DataError:
        return DataError(
            f"{dataset}: unit {number + 1} of {len(self._units)} {what}.",
            "The source changed while it was read, or rows were lost; run the step again.",
        )
