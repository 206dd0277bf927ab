"""Roll back: `staging` names an earlier version again. One decision of one person, recorded."""

from __future__ import annotations

from residency.errors import ReleaseRefused
from residency.plan.record import Submitter
from residency.ports import ModelVersion
from residency.release.desk import Desk
from residency.release.given import given
from residency.release.ledger import STAGING, AliasMove, Ledger, Why, change_ledger, read_ledger
from residency.release.settle import settle


def roll_back(
    desk: Desk, model: str, person: Submitter, reason: str, to: str | None = None
) -> ModelVersion:
    """Move `staging` to the version before, or to another that was approved (`to`).

    Raises ReleaseRefused where there is none to go to, or its approvals are not there.
    """
    target = to or _before(read_ledger(desk, model))
    registered = read_ledger(desk, model).version(target)
    if len(given(desk, model, registered.digest)) < registered.rules.approvals:
        raise ReleaseRefused(
            f"{model} version {target} does not have the {registered.rules.approvals} "
            "approvals it needs",
            "Approve it, or roll back to another version.",
        )
    desk.store.local_copy(registered.artifact, verify=True)

    def move(ledger: Ledger) -> Ledger:
        if ledger.alias(STAGING) == target:
            return ledger
        return ledger.with_move(
            AliasMove(
                alias=STAGING,
                version=target,
                previous=ledger.alias(STAGING),
                why=Why.ROLLED_BACK,
                by=person,
                time=desk.stamp(),
                reason=reason,
            )
        )

    ledger = change_ledger(desk, model, move)
    settle(desk, ledger)
    return ledger.model_version(registered)


def _before(ledger: Ledger) -> str:
    """The version before the current one; what was rolled back from does not count."""
    line: list[str] = []
    for move in ledger.moves:
        if move.alias == STAGING:
            known = line.index(move.version) if move.version in line else len(line)
            line[known:] = [move.version]
    if len(line) < 2:
        raise ReleaseRefused(
            f"{ledger.model} has no earlier version in staging to go back to",
            "Name one with an approval of its own, or stop serving it.",
        )
    return line[-2]
