"""A tenant's keys."""

from __future__ import annotations

from typing import Protocol


class Keys(Protocol):
    """A tenant's HMAC keys. Keys never enter a hash, a record or a log; their ids do."""

    def current_id(self, tenant: str) -> str:
        """The id of the key in use; makes one where the tenant has none."""

    def key(self, tenant: str, key_id: str) -> bytes:
        """The key of that id (32 bytes). Raises EnvironmentProblem where it is unknown."""
