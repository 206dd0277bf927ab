"""Approvals that were given: one sealed object a person and digest, never changed."""

from __future__ import annotations

from urllib.parse import quote

from residency.errors import LedgerDamaged, StoreConflict
from residency.plan import layout
from residency.plan.record import Submitter
from residency.release.desk import Desk
from residency.release.seal import unwrap, wrap
from residency.spec.base import SpecModel


class Given(SpecModel):
    """A person accepts a digest."""

    model: str
    digest: str
    by: Submitter
    time: str

    @property
    def person(self) -> str:
        """Who gave it."""
        return self.by.name


def given(desk: Desk, model: str, digest: str) -> tuple[Given, ...]:
    """Approvals of a digest, oldest first. LedgerDamaged where one was not written by us."""
    prefix = _key(desk, model, digest, "x").rpartition("/")[0] + "/"
    found = []
    for key in desk.store.list(prefix):
        approval = unwrap(desk, key, desk.store.read(key), Given)
        if (approval.model, approval.digest) == (model, digest):
            found.append(approval)
    return tuple(sorted(found, key=lambda approval: approval.time))


def give(desk: Desk, approval: Given) -> bool:
    """Write an approval; False where that person gave it before."""
    key = _key(desk, approval.model, approval.digest, approval.person)
    try:
        desk.store.put_if_absent(key, wrap(desk, key, approval))
    except StoreConflict:
        there = unwrap(desk, key, desk.store.read(key), Given)
        if there.digest != approval.digest:
            raise LedgerDamaged(f"{key} approves {there.digest}, not {approval.digest}") from None
        return False
    return True


def _key(desk: Desk, model: str, digest: str, person: str) -> str:
    """A person's name may hold what a key may not: `DOMAIN\\name`, spaces, dots alone."""
    safe = quote(person, safe="@").replace(".", "%2E")
    return layout.approval_key(desk.tenant, model, digest, safe)
