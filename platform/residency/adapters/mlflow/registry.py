"""The Registry port on MLflow: a mirror for people. The release ledger is the truth."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from residency.adapters.mlflow import names
from residency.adapters.mlflow.connection import Connection, failures
from residency.errors import StoreConflict
from residency.ports import ModelVersion

if TYPE_CHECKING:
    from mlflow.entities.model_registry import ModelVersion as Entity
    from mlflow.tracking import MlflowClient


PAUSES = (0.5, 1.0, 2.0)  # seconds before the second, third and fourth try

P = ParamSpec("P")
T = TypeVar("T")


def repeated(method: Callable[P, T]) -> Callable[P, T]:
    """Repeat a method, which asks first what is there, where a request goes wrong for a moment."""

    @wraps(method)
    def tried(*args: P.args, **kwargs: P.kwargs) -> T:
        for pause in PAUSES:
            try:
                return method(*args, **kwargs)
            except failures():
                time.sleep(pause)
        return method(*args, **kwargs)

    return tried


class MlflowRegistry:
    """Implements the Registry port. MLflow's errors pass through: the caller repeats."""

    def __init__(self, connection: Connection, store_url: str) -> None:
        """`store_url` is what a version's URI is relative to."""
        self._connection = connection
        self._store_url = store_url.rstrip("/")

    @repeated
    def create_version(
        self, name: str, digest: str, uri: str, *, run_id: str = "", tags: Mapping[str, str]
    ) -> ModelVersion:
        """Idempotent by digest: the same digest gives the same version, its tags brought up."""
        with self._connection.client() as client:
            _ensure_model(client, name)
            own = {names.valid(key): names.cut(value) for key, value in tags.items()}
            own |= {names.DIGEST: digest, names.URI: uri}
            there = next((one for one in self.versions(name) if one.digest == digest), None)
            if there is None:
                client.create_model_version(
                    name,
                    source=f"{self._store_url}/{uri}",
                    run_id=run_id or None,
                    tags=own,
                    await_creation_for=0,
                )
            else:
                for key, value in own.items():
                    client.set_model_version_tag(name, there.version, key, value)
            return next(one for one in self.versions(name) if one.digest == digest)

    @repeated
    def versions(self, name: str) -> Sequence[ModelVersion]:
        """All versions of ours, oldest first; none where the model is unknown."""
        with self._connection.client() as client:
            aliases = _aliases(client, name)
            found = client.search_model_versions(f"name='{name}'")
            versions = [_version(entity, aliases) for entity in found]
        ours = [version for version in versions if version.digest]
        return sorted(ours, key=lambda version: int(version.version))

    @repeated
    def alias(self, name: str, alias: str) -> ModelVersion | None:
        """The version that an alias names."""
        return next((one for one in self.versions(name) if alias in one.aliases), None)

    @repeated
    def move_alias(self, name: str, alias: str, version: str, expected: str | None) -> None:
        """Move an alias that names `expected` now (None: nobody); StoreConflict otherwise.

        MLflow cannot compare and move in one request. Only processes that bypass the ledger
        could come between, and the next move from the ledger puts it right.
        """
        with self._connection.client() as client:
            current = _aliases(client, name).get(alias)
            if current != expected:
                raise StoreConflict(
                    f"alias {alias} of {name} names version {current}, expected {expected}"
                )
            client.set_registered_model_alias(name, alias, version)


def _ensure_model(client: MlflowClient, name: str) -> None:
    if not client.search_registered_models(f"name='{name}'", max_results=1):
        client.create_registered_model(name)


def _aliases(client: MlflowClient, name: str) -> dict[str, str]:
    """Alias -> version. A search for versions leaves aliases out, so the model is asked."""
    models = client.search_registered_models(f"name='{name}'", max_results=1)
    return {alias: str(version) for model in models for alias, version in model.aliases.items()}


def _version(entity: Entity, aliases: Mapping[str, str]) -> ModelVersion:
    number = str(entity.version)
    own = (names.DIGEST, names.URI)
    return ModelVersion(
        name=entity.name,
        version=number,
        digest=entity.tags.get(names.DIGEST, ""),
        uri=entity.tags.get(names.URI, ""),
        run_id=entity.run_id or "",
        aliases=tuple(sorted(alias for alias, version in aliases.items() if version == number)),
        tags={name: value for name, value in entity.tags.items() if name not in own},
    )
