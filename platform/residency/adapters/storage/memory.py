"""A store in memory: the shipped fake. What needs a path gets one in a scratch folder."""

from __future__ import annotations

import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

from residency.adapters.storage.keys import below, checked, checked_prefix, hidden
from residency.adapters.storage.manifest import Entry, digest, file_artifact, folder_artifact
from residency.errors import DataError, StoreConflict
from residency.plan.record import Artifact


class MemoryStore:
    """Implements the Store port. Lives as long as the object; safe from any thread.

    A key below a folder that was handed out (`folder`) is a file there; any other is in memory.
    """

    def __init__(self) -> None:
        self._objects: dict[str, bytes] = {}
        self._handed_out: set[str] = set()
        self._lock = threading.RLock()
        self._place: Path | None = None

    @property
    def url(self) -> str:
        """A name for messages."""
        return "memory:"

    def read(self, key: str) -> bytes:
        """The object; FileNotFoundError where there is none."""
        with self._lock:
            if not self.exists(key):
                raise FileNotFoundError(f"there is no object {key}")
            path = self._file(key)
            return self._objects[key] if path is None else path.read_bytes()

    def write(self, key: str, data: bytes) -> None:
        """Create or replace."""
        with self._lock:
            path = self._file(checked(key))
            if path is None:
                self._objects[key] = bytes(data)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)

    def list(self, prefix: str) -> Iterator[str]:
        """Keys that start with the prefix, sorted."""
        checked_prefix(prefix)
        with self._lock:
            keys = {*self._objects, *self._keys_of_files()}
            return iter(sorted(key for key in keys if key.startswith(prefix)))

    def exists(self, key: str) -> bool:
        """Whether there is an object of that key."""
        path = self._file(checked(key))
        return key in self._objects if path is None else path.is_file()

    def delete(self, key: str) -> None:
        """Remove; nothing happens where there is none."""
        with self._lock:
            path = self._file(checked(key))
            if path is None:
                self._objects.pop(key, None)
            else:
                path.unlink(missing_ok=True)

    def put_if_absent(self, key: str, data: bytes) -> None:
        """Create; StoreConflict where the key exists."""
        with self._lock:
            if self.exists(key):
                raise StoreConflict(f"{key} exists already in {self.url}")
            self.write(key, data)

    def put_if_match(self, key: str, data: bytes, etag: str) -> None:
        """Replace what has that etag; StoreConflict where it has another or is gone."""
        with self._lock:
            found = self.etag(key) if self.exists(key) else "nothing"
            if found != etag:
                raise StoreConflict(f"{key} in {self.url} holds {found}, expected {etag}")
            self.write(key, data)

    def etag(self, key: str) -> str:
        """SHA-256 of the object's content; FileNotFoundError where there is none."""
        return digest(self.read(key))

    def upload_tree(self, folder: Path, key: str, name: str) -> Artifact:
        """Put a folder or file below the key, in place of what was there, and describe it."""
        if not folder.exists():
            raise FileNotFoundError(f"{folder} is to be stored as {key}, and does not exist")
        content = dict(_contents(folder, key))
        with self._lock:
            for left_over in set(self.list(f"{key}/")) - content.keys():
                self.delete(left_over)
            for below_it, data in content.items():
                self.write(below_it, data)
        return self.describe(key, name)

    def describe(self, key: str, name: str) -> Artifact:
        """Describe what lies at the key already: an object or all objects below it."""
        if self.exists(key):
            return file_artifact(name, key, self._entry(key, ""))
        keys = self.list(f"{key}/")
        entries = [self._entry(below_it, below_it.removeprefix(f"{key}/")) for below_it in keys]
        if not entries:
            raise FileNotFoundError(f"there is neither an object nor a folder {key} in {self.url}")
        return folder_artifact(name, key, entries)

    def local_copy(self, artifact: Artifact, *, verify: bool = True) -> Path:
        """A copy in the scratch folder; DataError where it is gone or its digest differs."""
        try:
            found = self.describe(artifact.uri, artifact.name)
        except FileNotFoundError as error:
            raise DataError(
                f"{artifact.name} is missing: {error}", "Run its step again."
            ) from error
        if verify and found.sha256 != artifact.sha256:
            raise DataError(
                f"{artifact.name} at {artifact.uri} was changed: its record says "
                f"{artifact.sha256[:12]}, found {found.sha256[:12]}",
                "Run its step again.",
            )
        alone = self.exists(artifact.uri)
        for key in [artifact.uri] if alone else self.list(f"{artifact.uri}/"):
            target = self._scratch("copies") / found.sha256 / key
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(self.read(key))
        return self._scratch("copies") / found.sha256 / artifact.uri

    def folder(self, key: str) -> Path:
        """A scratch folder: what is there, or will be written there, are objects."""
        path = self._scratch("folders") / checked(key)
        path.mkdir(parents=True, exist_ok=True)
        with self._lock:
            self._handed_out.add(f"{key}/")
            for inside in [name for name in self._objects if name.startswith(f"{key}/")]:
                self.write(inside, self._objects.pop(inside))
        return path

    def _file(self, key: str) -> Path | None:
        if any(key.startswith(folder) for folder in self._handed_out):
            return self._scratch("folders") / key
        return None

    def _keys_of_files(self) -> Iterator[str]:
        if self._handed_out:
            root = self._scratch("folders")
            for path in root.rglob("*"):
                if path.is_file() and not hidden(path.name):
                    yield path.relative_to(root).as_posix()

    def _scratch(self, part: str) -> Path:
        with self._lock:
            if self._place is None:
                self._place = Path(tempfile.mkdtemp(prefix="residency-memory-"))
                weakref.finalize(self, shutil.rmtree, self._place, ignore_errors=True)
            return self._place / part

    def _entry(self, key: str, relative: str) -> Entry:
        content = self.read(key)
        return Entry(path=relative, sha256=digest(content), bytes=len(content))


def _contents(source: Path, key: str) -> Iterator[tuple[str, bytes]]:
    if source.is_file():
        yield key, source.read_bytes()
        return
    for path in sorted(source.rglob("*")):
        if path.is_file() and not hidden(path.name):
            yield below(key, path.relative_to(source).as_posix()), path.read_bytes()
