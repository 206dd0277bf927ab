"""A model registry in memory: the shipped fake."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace

from residency.errors import StoreConflict
from residency.ports import ModelVersion


class MemoryRegistry:
    """Implements the Registry port. Safe from any thread."""

    def __init__(self) -> None:
        self._versions: dict[str, list[ModelVersion]] = {}
        self._aliases: dict[tuple[str, str], str] = {}
        self._lock = threading.RLock()

    def create_version(
        self, name: str, digest: str, uri: str, *, run_id: str = "", tags: Mapping[str, str]
    ) -> ModelVersion:
        """Idempotent by digest: the same digest gives the same version, its tags brought up."""
        with self._lock:
            there = self._versions.setdefault(name, [])
            for index, version in enumerate(there):
                if version.digest == digest:
                    there[index] = replace(version, uri=uri, tags={**version.tags, **tags})
                    return self._with_aliases(there[index])
            number = str(len(there) + 1)
            made = ModelVersion(name, number, digest, uri, run_id=run_id, tags=dict(tags))
            there.append(made)
            return made

    def versions(self, name: str) -> Sequence[ModelVersion]:
        """All versions, oldest first."""
        with self._lock:
            return [self._with_aliases(version) for version in self._versions.get(name, [])]

    def alias(self, name: str, alias: str) -> ModelVersion | None:
        """The version that an alias names."""
        return next((one for one in self.versions(name) if alias in one.aliases), None)

    def move_alias(self, name: str, alias: str, version: str, expected: str | None) -> None:
        """Move an alias that names `expected` now (None: nobody); StoreConflict otherwise."""
        with self._lock:
            current = self._aliases.get((name, alias))
            if current != expected:
                raise StoreConflict(
                    f"alias {alias} of {name} names version {current}, expected {expected}"
                )
            self._aliases[name, alias] = version

    def _with_aliases(self, version: ModelVersion) -> ModelVersion:
        names = (
            alias
            for (model, alias), number in self._aliases.items()
            if (model, number) == (version.name, version.version)
        )
        return replace(version, aliases=tuple(sorted(names)))
