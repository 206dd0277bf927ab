"""Register: a model that passed its gate becomes a version, with the evidence attached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from residency.errors import GateRejected, ReleaseRefused
from residency.plan.record import Artifact, Submitter
from residency.ports import ModelVersion
from residency.release.desk import Desk
from residency.release.ledger import (
    CANDIDATE,
    AliasMove,
    Ledger,
    Registered,
    Why,
    change_ledger,
)
from residency.release.settle import settle
from residency.spec.training import Approval


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trained model, and what speaks for it."""

    model: str  # the name to register it under
    artifact: Artifact
    decision: Artifact | None  # decision.json; None where no gate was passed
    passed: bool
    pipeline: str
    submitter: Submitter
    rules: Approval = field(default_factory=Approval)
    figures: Mapping[str, str] = field(default_factory=dict)  # of the report, for people
    run_id: str = ""


def register(desk: Desk, candidate: Candidate) -> ModelVersion:
    """Register a model, with alias `candidate`. The same digest gives the same version.

    Raises GateRejected or ReleaseRefused where no gate says yes, DataError where the model in
    the store is not the one that was judged.
    """
    decision = _accepted(candidate)
    desk.store.local_copy(candidate.artifact, verify=True)

    def add(ledger: Ledger) -> Ledger:
        registered = ledger.of_digest(candidate.artifact.sha256)
        if registered is None:
            number = str(len(ledger.versions) + 1)
            registered = _registered(desk, candidate, decision, number)
            ledger = ledger.with_version(registered)
        return _named_candidate(desk, ledger, registered)

    ledger = change_ledger(desk, candidate.model, add)
    settle(desk, ledger)
    registered = ledger.of_digest(candidate.artifact.sha256)
    assert registered is not None
    return ledger.model_version(registered)


def _accepted(candidate: Candidate) -> Artifact:
    if candidate.decision is None:
        raise ReleaseRefused(
            f"{candidate.model} has no decision of a gate, and none is registered without",
            "Give the last stage of the curriculum a gate.",
        )
    if not candidate.passed:
        raise GateRejected(
            f"{candidate.model} is not registered: its gate rejected it",
            f"What was measured is in {candidate.decision.uri}.",
        )
    return candidate.decision


def _registered(desk: Desk, candidate: Candidate, decision: Artifact, version: str) -> Registered:
    return Registered(
        version=version,
        artifact=candidate.artifact,
        decision=decision,
        pipeline=candidate.pipeline,
        submitter=candidate.submitter,
        rules=candidate.rules,
        figures=dict(candidate.figures),
        run_id=candidate.run_id,
        time=desk.stamp(),
    )


def _named_candidate(desk: Desk, ledger: Ledger, registered: Registered) -> Ledger:
    current = ledger.alias(CANDIDATE)
    if current == registered.version:
        return ledger
    return ledger.with_move(
        AliasMove(
            alias=CANDIDATE,
            version=registered.version,
            previous=current,
            why=Why.REGISTERED,
            by=registered.submitter,
            time=desk.stamp(),
        )
    )
