"""What every use case of release works with."""

from __future__ import annotations

from dataclasses import dataclass

from residency.ports import Clock, Keys, Registry, Store


@dataclass(frozen=True, slots=True)
class Desk:
    """The ports of one tenant. The store holds the truth; the registry mirrors it for people."""

    tenant: str
    store: Store
    registry: Registry
    keys: Keys
    clock: Clock

    def stamp(self) -> str:
        """The time, as records write it (RFC 3339, UTC)."""
        return self.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
