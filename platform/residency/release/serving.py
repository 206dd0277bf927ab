"""What may be served: the version that `staging` names, if everything about it holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from residency.errors import ReleaseRefused
from residency.plan.record import Artifact
from residency.ports import ModelVersion
from residency.release.desk import Desk
from residency.release.given import Given, given
from residency.release.ledger import STAGING, read_ledger


@dataclass(frozen=True, slots=True)
class Staged:
    """A model that people approved, verified byte by byte."""

    version: ModelVersion
    artifact: Artifact
    path: Path
    approvals: tuple[Given, ...]


def resolve_staging(desk: Desk, model: str) -> Staged:
    """The model to serve.

    Raises ReleaseRefused where no version is in staging or its approvals are not there,
    LedgerDamaged where the ledger or an approval was changed by hand, DataError where a file of
    the model was. The registry is not asked: its aliases are a mirror that anyone may move.
    """
    ledger = read_ledger(desk, model)
    named = ledger.alias(STAGING)
    if named is None:
        newest = ledger.versions[-1].version if ledger.versions else "none"
        raise ReleaseRefused(
            f"no version of {model} is approved for {STAGING} (newest: {newest})",
            "Approve one: residency approve",
        )
    registered = ledger.version(named)
    approvals = given(desk, model, registered.digest)
    if len(approvals) < registered.rules.approvals:
        raise ReleaseRefused(
            f"{model} version {named} is in {STAGING} with {len(approvals)} of "
            f"{registered.rules.approvals} approvals",
            "An approval was removed from the store: restore it, or approve the version again.",
        )
    path = desk.store.local_copy(registered.artifact, verify=True)
    return Staged(ledger.model_version(registered), registered.artifact, path, approvals)
