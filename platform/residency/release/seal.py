"""Sealed documents: JSON with a keyed digest, so that a change by hand shows.

A seal covers the place too: a sealed approval copied to another model's folder does not hold.
Whoever reads the tenant's key can seal; on a laptop that is the user, on a cluster the operator.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TypeVar

from pydantic import JsonValue, ValidationError

from residency.errors import EnvironmentProblem, LedgerDamaged
from residency.release.desk import Desk
from residency.spec.base import SpecModel

PURPOSE = b"residency/release/v1"  # the tenant's key serves pseudonyms too: never the same digest

Document = TypeVar("Document", bound=SpecModel)


class Seal(SpecModel):
    """A keyed digest, and the id of its key."""

    key_id: str
    mac: str


class Envelope(SpecModel):
    """What is stored."""

    body: JsonValue
    seal: Seal


def canonical(value: JsonValue) -> bytes:
    """The one byte form of a JSON value."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def wrap(desk: Desk, place: str, document: SpecModel) -> bytes:
    """The document with its seal, on one line."""
    body: JsonValue = document.model_dump(mode="json", by_alias=True)
    key_id = desk.keys.current_id(desk.tenant)
    seal = Seal(key_id=key_id, mac=_mac(desk, key_id, place, body))
    envelope: JsonValue = {"body": body, "seal": seal.model_dump(mode="json", by_alias=True)}
    return canonical(envelope)


def unwrap(desk: Desk, place: str, data: bytes, kind: type[Document]) -> Document:
    """The document of an envelope. LedgerDamaged where it was not sealed by us, for this place."""
    try:
        envelope = Envelope.model_validate_json(data)
        expected = _mac(desk, envelope.seal.key_id, place, envelope.body)
    except (ValidationError, EnvironmentProblem) as error:
        raise LedgerDamaged(*_broken(place, str(error).splitlines()[0])) from error
    if not hmac.compare_digest(expected, envelope.seal.mac):
        raise LedgerDamaged(*_broken(place, "its seal does not hold"))
    return kind.model_validate_json(canonical(envelope.body))


def _mac(desk: Desk, key_id: str, place: str, body: JsonValue) -> str:
    own = hmac.digest(desk.keys.key(desk.tenant, key_id), PURPOSE, "sha256")
    return hmac.new(own, place.encode() + b"\0" + canonical(body), hashlib.sha256).hexdigest()


def _broken(place: str, why: str) -> tuple[str, str]:
    return (
        f"{place} is not what was written there: {why}",
        "Restore the file and the key it was sealed with from a backup; ask who changed it.",
    )
