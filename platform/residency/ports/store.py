"""Objects by key: a folder, or a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, runtime_checkable

from residency.plan.record import Artifact


class Store(Protocol):
    """Objects by key below one root; a key is relative and uses `/`."""

    @property
    def url(self) -> str:
        """The root, as a person would write it."""

    def read(self, key: str) -> bytes:
        """The object; FileNotFoundError where there is none."""

    def write(self, key: str, data: bytes) -> None:
        """Create or replace, atomically. EnvironmentProblem when there is no space left."""

    def list(self, prefix: str) -> Iterator[str]:
        """Keys that start with the prefix, sorted."""

    def exists(self, key: str) -> bool:
        """Whether there is an object of that key."""

    def delete(self, key: str) -> None:
        """Remove; nothing happens where there is none."""

    def put_if_absent(self, key: str, data: bytes) -> None:
        """Create; StoreConflict where the key exists."""

    def put_if_match(self, key: str, data: bytes, etag: str) -> None:
        """Replace what has that etag; StoreConflict where it has another or is gone."""

    def etag(self, key: str) -> str:
        """The object's current etag, opaque; FileNotFoundError where there is none."""

    def upload_tree(self, folder: Path, key: str, name: str) -> Artifact:
        """Put a folder or file below the key and describe it (manifest digest, bytes).

        What lies in a `folder` of the store at that key already is only described.
        """

    def describe(self, key: str, name: str) -> Artifact:
        """Describe what lies at the key already: an object or all objects below it."""

    def local_copy(self, artifact: Artifact, *, verify: bool = True) -> Path:
        """A local path of the artifact's content; raises DataError when a digest differs."""

    def folder(self, key: str) -> Path:
        """A local folder for what belongs to the key (made when missing).

        Where the store is a folder, it is the store's own; elsewhere it holds what this machine
        wrote, and `upload_tree` puts that into the store.
        """


@runtime_checkable
class RemoteStore(Protocol):
    """A store that is reached over a network, and may refuse us."""

    @property
    def url(self) -> str:
        """The root, as a person would write it."""

    def check(self) -> None:
        """Raise EnvironmentProblem where it cannot be used; leaves nothing there."""
