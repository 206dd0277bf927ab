"""The audit log: whatever is done to it by hand shows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from residency.errors import LedgerDamaged
from residency.plan import layout
from residency.release.audit import AuditLog, Event
from tests.unit.release.hospital import Hospital

LOG, HEAD = layout.audit_key("local"), layout.audit_head_key("local")


def event(number: int) -> Event:
    by = Hospital().person("dr.kim")
    return Event(id=f"e{number}", action="tested", by=by, time="2026-01-01T00:00:00Z", subject="x")


@pytest.fixture
def log(hospital: Hospital) -> AuditLog:
    """Five entries, in three goes."""
    log = AuditLog(hospital.desk)
    log.append([event(1), event(2)])
    log.append([event(3), event(4)])
    log.append([event(5)])
    return log


def test_entries_keep_their_order(log: AuditLog) -> None:
    assert [entry.number for entry in log.verify()] == [1, 2, 3, 4, 5]
    assert [entry.event.id for entry in log.verify()] == ["e1", "e2", "e3", "e4", "e5"]


def test_an_event_happens_once(log: AuditLog) -> None:
    log.append([event(2), event(6)])
    assert [entry.event.id for entry in log.verify()][-2:] == ["e5", "e6"]


def test_an_empty_log_verifies(hospital: Hospital) -> None:
    log = AuditLog(hospital.desk)
    log.append([])
    assert log.verify() == ()


Lines = list[bytes]
TAMPERINGS: dict[str, Callable[[Lines], Lines]] = {
    "a word changed": lambda lines: [lines[0], lines[1].replace(b"dr.kim", b"dr.lee"), *lines[2:]],
    "a line removed": lambda lines: [*lines[:2], *lines[3:]],
    "the first line removed": lambda lines: lines[1:],
    "two lines swapped": lambda lines: [lines[1], lines[0], *lines[2:]],
    "a line repeated": lambda lines: [*lines, lines[-1]],
    "the end cut off": lambda lines: lines[:-1],
    "all cut off": lambda lines: [],
    "a line of nonsense": lambda lines: [*lines, b"{}"],
    "half a line": lambda lines: [*lines[:-1], lines[-1][:40]],
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_shows(hospital: Hospital, log: AuditLog, name: str) -> None:
    lines = TAMPERINGS[name](hospital.store.read(LOG).splitlines())
    hospital.store.write(LOG, b"".join(line + b"\n" for line in lines))
    with pytest.raises(LedgerDamaged, match=LOG):
        log.verify()
    with pytest.raises(LedgerDamaged):
        log.append([event(7)])


def test_a_forged_head_shows(hospital: Hospital, log: AuditLog) -> None:
    hospital.store.write(HEAD, hospital.store.read(HEAD).replace(b'"number":5', b'"number":4'))
    with pytest.raises(LedgerDamaged, match=r"head\.json"):
        log.verify()


def test_killed_between_log_and_head(hospital: Hospital, log: AuditLog) -> None:
    head = hospital.store.read(HEAD)
    log.append([event(6)])
    hospital.store.write(HEAD, head)
    assert len(log.verify()) == 6


def test_writers_at_once_lose_nothing(hospital: Hospital) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: AuditLog(hospital.desk).append([event(number)]), range(20)))
    assert sorted(entry.event.id for entry in AuditLog(hospital.desk).verify()) == sorted(
        f"e{number}" for number in range(20)
    )
