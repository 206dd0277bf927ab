"""Reading a unit to its end: each record once, whatever fails on the way."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from residency.data.raw import Quarantined, RawSample
from residency.data.sources.folder import LocalFolder, SourceFolder
from residency.data.sources.reader import Record, Unit
from residency.errors import DataError
from residency.prepare.accounting import Account
from residency.prepare.reading import BROKEN_OFF, Tally, read_unit

ROWS = 10
UNIT = Unit("rows.csv", rows=ROWS)
FOLDER = LocalFolder("here", Path())


@dataclass
class Flaky:
    """A reader that fails at row 4 in its first attempts."""

    failures: int
    error: Exception = field(default_factory=lambda: OSError("503"))
    attempts: Iterator[int] = field(default_factory=count)

    def units(self, folder: SourceFolder) -> Iterator[Unit]:
        yield UNIT

    def read(self, folder: SourceFolder, unit: Unit) -> Iterator[Record]:
        attempt = next(self.attempts)
        for row in range(ROWS):
            if row == 4 and attempt < self.failures:
                raise self.error
            yield RawSample(key=str(row), turns=())


def read(reader: Flaky, unit: Unit = UNIT) -> tuple[list[str], Tally, list[float]]:
    """Keys of records and reasons of quarantined ones, the tally, and how long was waited."""
    waited: list[float] = []
    *records, tally = read_unit(reader, FOLDER, unit, waited.append)
    assert isinstance(tally, Tally)
    told = [one.reason if isinstance(one, Quarantined) else one.key for one in records]  # type: ignore[union-attr]
    return told, tally, waited


@pytest.mark.parametrize("failures", [0, 1, 3])
def test_a_read_error_in_the_middle_gives_each_row_once(failures: int) -> None:
    told, tally, waited = read(Flaky(failures))
    assert told == [str(row) for row in range(ROWS)]
    assert tally.rows == ROWS
    assert len(waited) == failures
    assert waited == sorted(waited)


@dataclass
class Crawling(Flaky):
    """A reader that gets two rows further each time."""

    def read(self, folder: SourceFolder, unit: Unit) -> Iterator[Record]:
        reach = 2 * next(self.attempts) + 2
        for row in range(min(reach, ROWS)):
            yield RawSample(key=str(row), turns=())
        if reach < ROWS:
            raise self.error


def test_a_store_that_fails_again_and_again_is_read_while_it_gets_further() -> None:
    """A long shard from a busy store meets more errors than one place may fail."""
    told, tally, waited = read(Crawling(failures=0))
    assert told == [str(row) for row in range(ROWS)]
    assert tally.rows == ROWS
    assert len(waited) == 4
    assert max(waited) == min(waited), "an attempt that got further is no repeated failure"


def test_what_four_attempts_do_not_reach_is_quarantined() -> None:
    told, tally, _ = read(Flaky(4))
    assert told == ["0", "1", "2", "3"] + [BROKEN_OFF] * 6
    assert tally.rows == ROWS


def test_one_row_stands_for_a_rest_of_unknown_length() -> None:
    told, tally, _ = read(Flaky(4), Unit("a.tar"))
    assert told == ["0", "1", "2", "3", BROKEN_OFF]
    assert tally.rows == 5


def test_a_file_that_is_gone_is_not_waited_for() -> None:
    told, _, waited = read(Flaky(1, FileNotFoundError()))
    assert told[4:] == [BROKEN_OFF] * 6
    assert not waited


def test_a_fault_of_ours_passes() -> None:
    with pytest.raises(ZeroDivisionError):
        read(Flaky(1, ZeroDivisionError()))


def account(*rows: int, tallies: tuple[int, ...] = (2, 3)) -> Account:
    """Two units, of two rows and of an unknown number."""
    found = Account([Unit("a", rows=2), Unit("b")])
    for unit in rows:
        found.add_row(unit)
    for unit, given in enumerate(tallies):
        found.add_tally(unit, Tally(given, {"format/PNG": given}))
    return found


def test_an_account_that_adds_up() -> None:
    found = account(0, 0, 1, 1, 1)
    found.check("set@1")
    assert found.read == 5
    assert found.facts == {"format/PNG": 5}


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        (account(0, 1, 1, 1), "unit 1 of 2 gave 2 rows, and 1 arrived"),
        (account(0, 0, 1, 1, 1, 1), "unit 2 of 2 gave 3 rows, and 4 arrived"),
        (account(0, 0, tallies=(2,)), "unit 2 of 2 ended 0 times instead of once"),
        (account(0, 1, 1, 1, tallies=(1, 3)), "unit 1 of 2 has 2 rows, and gave 1"),
    ],
)
def test_an_account_that_does_not_says_which_unit(found: Account, problem: str) -> None:
    with pytest.raises(DataError, match=problem):
        found.check("set@1")


def test_a_unit_that_ends_twice_is_refused() -> None:
    found = account(0, 0, 1, 1, 1)
    found.add_tally(1, Tally(3))
    with pytest.raises(DataError, match="ended 2 times"):
        found.check("set@1")
