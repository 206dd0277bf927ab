"""A store in a local folder: an object is a file, and a key its path below the root."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from residency.adapters.storage import disk
from residency.adapters.storage.digests import Digests
from residency.adapters.storage.keys import RESERVED, below, checked, checked_prefix, parent
from residency.adapters.storage.manifest import Entry, digest, file_artifact, folder_artifact
from residency.adapters.storage.tree import described, differs, files, missing, refuse_link
from residency.errors import StoreConflict
from residency.plan.record import Artifact

BLOCK = 2**20


class FolderStore:
    """Implements the Store port. Folders are 0700, files 0600; every write is atomic."""

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        self._digests = Digests()

    @property
    def url(self) -> str:
        """The root folder."""
        return str(self._root)

    def read(self, key: str) -> bytes:
        """The object; FileNotFoundError where there is none."""
        path = self._path(key)
        if path.is_dir():
            raise FileNotFoundError(f"{key} is a folder of objects, not an object")
        return path.read_bytes()

    def write(self, key: str, data: bytes) -> None:
        """Create or replace, atomically. EnvironmentProblem when there is no space left."""
        with self._new(key) as (temporary, stream):
            stream.write(data)
            disk.flush(stream)
            with self._one_writer():
                self._publish(temporary, key)

    def list(self, prefix: str) -> Iterator[str]:
        """Keys that start with the prefix, sorted."""
        start = self._root / parent(checked_prefix(prefix))
        keys = (path.relative_to(self._root).as_posix() for path in files(start))
        return iter(sorted(key for key in keys if key.startswith(prefix)))

    def exists(self, key: str) -> bool:
        """Whether there is an object of that key."""
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        """Remove; nothing happens where there is none."""
        with self._one_writer():
            self._path(key).unlink(missing_ok=True)

    def put_if_absent(self, key: str, data: bytes) -> None:
        """Create; StoreConflict where the key exists. Exactly one of several writers succeeds."""
        with self._new(key) as (temporary, stream):
            stream.write(data)
            disk.flush(stream)
            try:
                os.link(temporary, self._path(key))
            except FileExistsError:
                raise StoreConflict(f"{key} exists already in {self.url}") from None
            disk.flush_folder(temporary.parent)

    def put_if_match(self, key: str, data: bytes, etag: str) -> None:
        """Replace what has that etag; StoreConflict where it has another or is gone."""
        with self._new(key) as (temporary, stream):
            stream.write(data)
            disk.flush(stream)
            with self._one_writer():
                found = self.etag(key) if self.exists(key) else "nothing"
                if found != etag:
                    raise StoreConflict(f"{key} in {self.url} holds {found}, expected {etag}")
                self._publish(temporary, key)

    def etag(self, key: str) -> str:
        """SHA-256 of the object's content; FileNotFoundError where there is none."""
        return digest(self.read(key))

    def upload_tree(self, folder: Path, key: str, name: str) -> Artifact:
        """Put a folder or file below the key, in place of what was there, and describe it."""
        if not folder.exists():
            raise FileNotFoundError(f"{folder} is to be stored as {key}, and does not exist")
        if folder.absolute() == self._path(key):
            return self.describe(key, name)
        if folder.is_file():
            return file_artifact(name, key, self._copy(folder, key, ""))
        before = set(self.list(f"{key}/"))
        entries = []
        for path in files(folder):
            relative = path.relative_to(folder).as_posix()
            entries.append(self._copy(path, below(key, relative), relative))
        for left_over in before - {below(key, entry.path) for entry in entries}:
            self.delete(left_over)
        return folder_artifact(name, key, entries)

    def describe(self, key: str, name: str) -> Artifact:
        """Describe what lies at the key already: an object or all objects below it."""
        path = self._path(key)
        if not path.exists():
            raise FileNotFoundError(f"there is neither an object nor a folder {key} in {self.url}")
        return described(path, key, name, self._digests)

    def local_copy(self, artifact: Artifact, *, verify: bool = True) -> Path:
        """The artifact's own path; DataError where it is gone or its digest differs."""
        path = self._path(artifact.uri)
        if not path.exists():
            raise missing(artifact, str(path))
        if verify:
            found = self.describe(artifact.uri, artifact.name)
            if found.sha256 != artifact.sha256:
                raise differs(artifact, found, str(path))
        return path

    def folder(self, key: str) -> Path:
        """A local folder whose content belongs to the key (made when missing)."""
        path = self._path(key)
        with disk.explained(self._root, key):
            disk.make_folder(path)
        return path

    def _path(self, key: str) -> Path:
        return self._root / checked(key)

    @contextmanager
    def _new(self, key: str) -> Iterator[tuple[Path, BinaryIO]]:
        folder = self._path(key).parent
        with disk.explained(self._root, key), disk.unfinished(folder) as unfinished:
            yield unfinished

    def _publish(self, temporary: Path, key: str) -> None:
        target = self._path(key)
        temporary.replace(target)
        disk.flush_folder(target.parent)

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        """Between comparing and replacing, nobody else replaces; SIGKILL frees it."""
        disk.make_folder(self._root)
        with (self._root / RESERVED).open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _copy(self, source: Path, key: str, relative: str) -> Entry:
        hashed, size = hashlib.sha256(), 0
        refuse_link(source)
        with self._new(key) as (temporary, target), source.open("rb") as stream:
            while block := stream.read(BLOCK):
                hashed.update(block)
                size += target.write(block)
            disk.flush(target)
            with self._one_writer():
                self._publish(temporary, key)
        return Entry(path=relative, sha256=hashed.hexdigest(), bytes=size)
