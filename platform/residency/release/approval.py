"""Approve: named people accept a digest; with enough of them the alias `staging` moves."""

from __future__ import annotations

from dataclasses import dataclass

from residency.errors import ReleaseRefused
from residency.plan.record import Submitter
from residency.ports import ModelVersion
from residency.release.desk import Desk
from residency.release.given import Given, give, given
from residency.release.ledger import (
    STAGING,
    AliasMove,
    Ledger,
    Registered,
    Why,
    change_ledger,
    read_ledger,
)
from residency.release.settle import settle

CLAIMED = "named by "
"""How the source of an identity begins that somebody else claimed."""


@dataclass(frozen=True, slots=True)
class Approved:
    """Where a version stands after an approval."""

    version: ModelVersion
    approvals: tuple[Given, ...]
    needed: int

    @property
    def staged(self) -> bool:
        """Whether `staging` names the version."""
        return STAGING in self.version.aliases


def approve(desk: Desk, model: str, version: str, digest: str, person: Submitter) -> Approved:
    """Give a person's approval of a digest; move `staging` when it was the last one needed.

    Raises ReleaseRefused for an unknown version, a digest that is not the version's, a person
    who submitted the run or has approved before; DataError where the model in the store changed.
    """
    registered = read_ledger(desk, model).version(version)
    _check_digest(model, registered, digest)
    _check_person(registered, person)
    desk.store.local_copy(registered.artifact, verify=True)
    new = give(desk, Given(model=model, digest=digest, by=person, time=desk.stamp()))
    approvals = given(desk, model, digest)
    needed = registered.rules.approvals
    enough = len(approvals) >= needed
    ledger = change_ledger(
        desk, model, lambda ledger: _staged(desk, ledger, registered, person, enough=enough)
    )
    settle(desk, ledger)
    if not new:
        raise _again(ledger, registered, person, len(approvals))
    return Approved(ledger.model_version(registered), approvals, needed)


def _staged(
    desk: Desk, ledger: Ledger, registered: Registered, person: Submitter, *, enough: bool
) -> Ledger:
    """Moved once a version: whoever rolled it back later is not undone by a late approval."""
    before = any(
        (move.alias, move.version, move.why) == (STAGING, registered.version, Why.APPROVED)
        for move in ledger.moves
    )
    if before or not enough:
        return ledger
    return ledger.with_move(
        AliasMove(
            alias=STAGING,
            version=registered.version,
            previous=ledger.alias(STAGING),
            why=Why.APPROVED,
            by=person,
            time=desk.stamp(),
        )
    )


def _check_digest(model: str, registered: Registered, digest: str) -> None:
    if digest != registered.digest:
        raise ReleaseRefused(
            f"{model} version {registered.version} has digest {registered.digest}, not {digest}",
            "People approve a digest: look at what changed, then name the one you mean.",
        )


def _check_person(registered: Registered, person: Submitter) -> None:
    """Names compare without case: `Dr.Lee` is no second pair of eyes for `dr.lee`."""
    if not person.name.strip():
        raise ReleaseRefused("an approval needs a person's name", "Say who approves.")
    if person.source.startswith(CLAIMED) and not registered.rules.allow_submitter:
        raise ReleaseRefused(
            f"{person.name} is only {person.source}, and release.allowSubmitter is false: one "
            "person could approve as many",
            "Have that person run the command under their own account.",
        )
    own = person.name.casefold() == registered.submitter.name.casefold()
    if own and not registered.rules.allow_submitter:
        raise ReleaseRefused(
            f"{person.name} submitted the run that made version {registered.version}, and "
            "release.allowSubmitter is false: nobody approves their own model",
            "Have somebody else approve it.",
        )


def _again(
    ledger: Ledger, registered: Registered, person: Submitter, count: int
) -> ReleaseRefused:
    version, needed = registered.version, registered.rules.approvals
    staged = ledger.alias(STAGING)
    if count < needed:
        remedy = f"It has {count} of {needed} approvals; somebody else must give the next one."
    elif staged == version:
        remedy = f"Nothing is left to do: {STAGING} names it."
    else:
        remedy = f"{STAGING} names version {staged} since: roll back to {version} instead."
    return ReleaseRefused(
        f"{person.name} has approved {ledger.model} version {version} before", remedy
    )
