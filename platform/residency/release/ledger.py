"""The ledger of a model: its versions, and every move of its aliases. One sealed object.

It is the truth. What MLflow shows is made from it, and repaired from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from pydantic import Field

from residency.errors import ReleaseRefused
from residency.plan import layout
from residency.plan.record import Artifact, Submitter
from residency.ports import ModelVersion
from residency.release import exchange
from residency.release.desk import Desk
from residency.release.seal import unwrap, wrap
from residency.spec.base import SpecModel
from residency.spec.training import Approval

CANDIDATE = "candidate"
STAGING = "staging"


class Registered(SpecModel):
    """A version: a model that passed its gate. Its digest is that of its artifact."""

    version: str
    artifact: Artifact
    decision: Artifact
    pipeline: str
    submitter: Submitter
    rules: Approval  # of the pipeline, as it was
    figures: Mapping[str, str] = Field(default_factory=dict)
    run_id: str = ""  # of the tracker
    time: str

    @property
    def digest(self) -> str:
        """What people approve."""
        return self.artifact.sha256


class Why(StrEnum):
    """Why an alias moved."""

    REGISTERED = "registered"
    APPROVED = "approved"
    ROLLED_BACK = "rolled back"


class AliasMove(SpecModel):
    """An alias named another version from then on."""

    alias: str
    version: str
    previous: str | None
    why: Why
    by: Submitter
    time: str
    reason: str = ""


class Ledger(SpecModel):
    """All versions and moves of a model, oldest first."""

    model: str
    versions: tuple[Registered, ...] = ()
    moves: tuple[AliasMove, ...] = ()

    def alias(self, alias: str) -> str | None:
        """The version that the alias names."""
        named = [move.version for move in self.moves if move.alias == alias]
        return named[-1] if named else None

    def aliases(self) -> dict[str, str]:
        """Alias -> version."""
        return {move.alias: move.version for move in self.moves}

    def of_digest(self, digest: str) -> Registered | None:
        """The version of that digest."""
        return next((one for one in self.versions if one.digest == digest), None)

    def version(self, version: str) -> Registered:
        """The version of that name. ReleaseRefused, naming those that exist."""
        for one in self.versions:
            if one.version == version:
                return one
        known = ", ".join(one.version for one in self.versions) or "none"
        raise ReleaseRefused(
            f"{self.model} has no version {version}", f"Versions: {known}. Name one of them."
        )

    def with_version(self, registered: Registered) -> Ledger:
        """The ledger with one more version."""
        return self.model_copy(update={"versions": (*self.versions, registered)})

    def with_move(self, move: AliasMove) -> Ledger:
        """The ledger after a move."""
        return self.model_copy(update={"moves": (*self.moves, move)})

    def model_version(self, registered: Registered) -> ModelVersion:
        """A version, as the ports speak of it."""
        names = [name for name, version in self.aliases().items() if version == registered.version]
        return ModelVersion(
            name=self.model,
            version=registered.version,
            digest=registered.digest,
            uri=registered.artifact.uri,
            run_id=registered.run_id,
            aliases=tuple(sorted(names)),
            tags=tags(registered),
        )


def tags(registered: Registered) -> dict[str, str]:
    """What a version shows of its origin: pipeline, people, decision and figures."""
    return {
        "pipeline": registered.pipeline,
        "submitter": registered.submitter.name,
        "registered": registered.time,
        "decision": f"passed, sha256 {registered.decision.sha256}",
        **registered.figures,
    }


def read_ledger(desk: Desk, model: str) -> Ledger:
    """The ledger of a model; an empty one where nothing was registered. LedgerDamaged."""
    key = layout.aliases_key(desk.tenant, model)
    data = exchange.read(desk.store, key)
    return Ledger(model=model) if data is None else unwrap(desk, key, data, Ledger)


def change_ledger(desk: Desk, model: str, step: Callable[[Ledger], Ledger]) -> Ledger:
    """Replace the ledger by what `step` makes of it; again from the start when others win."""
    key = layout.aliases_key(desk.tenant, model)
    results: list[Ledger] = []

    def attempt() -> bool:
        found = exchange.snapshot(desk.store, key)
        before = Ledger(model=model)
        if found.data is not None:
            before = unwrap(desk, key, found.data, Ledger)
        after = step(before)
        results[:] = [after]
        return after == before or found.replace(wrap(desk, key, after))

    exchange.change(attempt, key)
    return results[0]


def versions(desk: Desk, model: str) -> tuple[ModelVersion, ...]:
    """All versions of a model, oldest first, without asking the registry."""
    ledger = read_ledger(desk, model)
    return tuple(ledger.model_version(one) for one in ledger.versions)
