"""What follows from the ledger: the audit log and the registry.

Every use case changes the ledger or adds an approval, and then settles. Settling does what is
missing and nothing twice, so a use case that was killed is completed by the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from residency.errors import StoreConflict
from residency.release.audit import AuditLog, Event
from residency.release.desk import Desk
from residency.release.exchange import change
from residency.release.given import given
from residency.release.ledger import Ledger, tags


def settle(desk: Desk, ledger: Ledger) -> None:
    """Bring the audit log, then the registry, to what the ledger says."""
    AuditLog(desk).append(list(_events(desk, ledger)))
    _mirror(desk, ledger)


def _events(desk: Desk, ledger: Ledger) -> Iterator[Event]:
    model = ledger.model
    for one in ledger.versions:
        subject = f"{model} version {one.version}"
        yield Event(
            id=f"version/{model}/{one.version}",
            action="registered",
            by=one.submitter,
            time=one.time,
            subject=subject,
            details={"digest": one.digest, "decision": one.decision.sha256},
        )
        for approval in given(desk, model, one.digest):
            yield Event(
                id=f"approval/{model}/{one.version}/{approval.by.name}",
                action="approved",
                by=approval.by,
                time=approval.time,
                subject=subject,
                details={"digest": approval.digest},
            )
    for number, move in enumerate(ledger.moves, start=1):
        yield Event(
            id=f"move/{model}/{number}",
            action=f"alias {move.alias} moved",
            by=move.by,
            time=move.time,
            subject=f"{model} version {move.version}",
            details={
                "why": move.why.value,
                "previous": move.previous or "",
                "reason": move.reason,
            },
        )


def _mirror(desk: Desk, ledger: Ledger) -> None:
    registry, model = desk.registry, ledger.model
    there = {one.digest: one for one in registry.versions(model)}
    for one in ledger.versions:
        found = there.get(one.digest) or registry.create_version(
            model, one.digest, one.artifact.uri, run_id=one.run_id, tags=tags(one)
        )
        if found.version != one.version:
            raise StoreConflict(
                f"{model} version {one.version} of the ledger is version {found.version} of the "
                "registry: it holds versions that are not ours",
                "Rename or delete the model in the registry, and repeat: it is filled again.",
            )
    for alias, version in ledger.aliases().items():
        change(partial(_named, desk, model, alias, version), model)


def _named(desk: Desk, model: str, alias: str, version: str) -> bool:
    current = desk.registry.alias(model, alias)
    if current is None or current.version != version:
        expected = current.version if current is not None else None
        try:
            desk.registry.move_alias(model, alias, version, expected)
        except StoreConflict:
            return False  # another process settles too
    return True
