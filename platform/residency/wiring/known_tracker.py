"""Which tracking server a home has seen working: so one that is down is no wrong address."""

from __future__ import annotations

from pydantic import ValidationError

from residency.adapters.mlflow.address import Address
from residency.plan import layout
from residency.plan.fingerprint import digest
from residency.ports import Store
from residency.spec.base import SpecModel


class _Seen(SpecModel):
    server: str  # SHA-256 of the address, which may hold a password


class KnownTracker:
    """What the store of a home says of a tracking server; written once for each address."""

    def __init__(self, store: Store, tenant: str) -> None:
        self._store, self._key = store, layout.tracker_key(tenant)

    def is_known(self, address: Address) -> bool:
        """Whether a server answered at this address the last time that one did."""
        try:
            seen = _Seen.model_validate_json(self._store.read(self._key))
        except (FileNotFoundError, ValidationError):
            return False
        return seen == _seen(address)

    def note(self, address: Address) -> None:
        """One has answered."""
        if not self.is_known(address):
            self._store.write(self._key, _seen(address).model_dump_json().encode())


def _seen(address: Address) -> _Seen:
    return _Seen(server=digest(address.uri.rstrip("/")))
