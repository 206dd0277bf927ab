"""Model versions, and the aliases that name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A registered model."""

    name: str
    version: str
    digest: str
    uri: str  # relative to the store
    run_id: str = ""
    aliases: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


class Registry(Protocol):
    """Model versions and the aliases that name them."""

    def create_version(
        self, name: str, digest: str, uri: str, *, run_id: str = "", tags: Mapping[str, str]
    ) -> ModelVersion:
        """Idempotent by digest: the same digest gives the same version."""

    def versions(self, name: str) -> Sequence[ModelVersion]:
        """All versions, oldest first."""

    def alias(self, name: str, alias: str) -> ModelVersion | None:
        """The version that an alias names."""

    def move_alias(self, name: str, alias: str, version: str, expected: str | None) -> None:
        """Move an alias that names `expected` now (None: nobody); StoreConflict otherwise."""
