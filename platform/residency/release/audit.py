"""The audit log: one JSON object a line, in order, each with the digest of the line before.

A change, an insertion or a removal in the middle breaks the chain, an end cut off disagrees
with the head that is kept beside, and nobody without the tenant's key writes a line that holds.
(Log and head set back together to an older pair would pass: an anchor that cannot be
overwritten comes with the object store.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from pydantic import Field

from residency.errors import LedgerDamaged
from residency.plan import layout
from residency.plan.record import Submitter
from residency.release.desk import Desk
from residency.release.exchange import change, read, snapshot
from residency.release.seal import unwrap, wrap
from residency.spec.base import SpecModel


class Event(SpecModel):
    """Something that happened. The id makes it happen once in the log."""

    id: str
    action: str  # "registered", "approved", "moved", "rolled back"
    by: Submitter
    time: str
    subject: str  # "<model> version <version>"
    details: Mapping[str, str] = Field(default_factory=dict)


class Entry(SpecModel):
    """An event in its place."""

    number: int  # from 1
    previous: str  # SHA-256 of the line before; empty for the first
    event: Event


class Head(SpecModel):
    """The last line: its number and digest."""

    number: int
    line: str


class AuditLog:
    """The log of one tenant."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._key = layout.audit_key(desk.tenant)
        self._head_key = layout.audit_head_key(desk.tenant)

    def append(self, events: Sequence[Event]) -> None:
        """Add the events that are not in the log yet. LedgerDamaged where it does not verify."""

        def attempt() -> bool:
            head, found = self._head(), snapshot(self._desk.store, self._key)
            lines = (found.data or b"").splitlines()
            there = {entry.event.id for entry in self._verified(lines, head)}
            new = [event for event in events if event.id not in there]
            for event in new:
                lines.append(self._line(lines, event))
            if new and not found.replace(b"".join(line + b"\n" for line in lines)):
                return False
            if lines:
                self._write_head(Head(number=len(lines), line=_digest(lines[-1])))
            return True

        change(attempt, self._key)

    def verify(self) -> tuple[Entry, ...]:
        """Every entry, oldest first. LedgerDamaged, naming the line, where one was changed."""
        head = self._head()
        return self._verified((read(self._desk.store, self._key) or b"").splitlines(), head)

    def _verified(self, lines: Sequence[bytes], head: Head) -> tuple[Entry, ...]:
        entries: list[Entry] = []
        for number, line in enumerate(lines, start=1):
            entry = unwrap(self._desk, f"{self._key} line {number}", line, Entry)
            previous = _digest(lines[number - 2]) if number > 1 else ""
            if (entry.number, entry.previous) != (number, previous):
                raise LedgerDamaged(f"{self._key} line {number} does not follow the one before")
            entries.append(entry)
        if head.number and (
            len(lines) < head.number or _digest(lines[head.number - 1]) != head.line
        ):
            raise LedgerDamaged(
                f"{self._key} ends at line {len(lines)}, but its head is line {head.number}",
                "Lines were cut off or replaced: restore the log from a backup.",
            )
        return tuple(entries)

    def _head(self) -> Head:
        """Read before the log: it may be behind (killed between two writes), never ahead."""
        data = read(self._desk.store, self._head_key)
        if data is None:
            return Head(number=0, line="")
        return unwrap(self._desk, self._head_key, data, Head)

    def _write_head(self, head: Head) -> None:
        if head.number > self._head().number:
            self._desk.store.write(self._head_key, wrap(self._desk, self._head_key, head))

    def _line(self, before: Sequence[bytes], event: Event) -> bytes:
        number = len(before) + 1
        previous = _digest(before[-1]) if before else ""
        entry = Entry(number=number, previous=previous, event=event)
        return wrap(self._desk, f"{self._key} line {number}", entry)


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
