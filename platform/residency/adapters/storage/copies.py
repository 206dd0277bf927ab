"""Local copies of what a remote store holds, by digest: fetched once, checked at every use.

`<root>/<sha256>/<name>/` holds the content, under its name, and a listing: what the store
said of the objects when they were fetched. As long as it says the same, nothing is fetched again.
A copy appears by one rename, so that any number of processes may fetch at once.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from residency.adapters.storage import disk
from residency.adapters.storage.digests import Digests
from residency.adapters.storage.keys import RESERVED, TEMPORARY
from residency.adapters.storage.tree import described
from residency.plan.record import Artifact

LISTING = RESERVED  # a name that no key has

Origin = Mapping[str, str]
"""Path below the artifact -> etag of its object; the path is empty for an artifact of one file."""


class Copies:
    """Copies below one folder. Safe from any thread and process."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._digests = Digests()

    def find(self, artifact: Artifact, origin: Origin) -> Path | None:
        """The copy, where its origin and its own content are what they were."""
        place = self._place(artifact.sha256, artifact.uri)
        content = place / _name(artifact.uri)
        if _read(place / LISTING) != origin or not content.exists():
            return None
        return content if self._is_whole(artifact.sha256, content) else None

    @contextmanager
    def unfinished(self) -> Iterator[Path]:
        """A new folder to gather a copy in; whatever is left of it after the block is removed."""
        folder = self._root / f"{TEMPORARY}{uuid.uuid4().hex}"
        disk.make_folder(folder)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def describe(self, folder: Path, key: str, name: str) -> Artifact:
        """What was gathered in an unfinished folder."""
        return described(folder / _name(key), key, name, self._digests)

    def keep(self, folder: Path, artifact: Artifact, origin: Origin) -> Path:
        """Make what was gathered the copy of that digest; another's equal copy stays."""
        place = self._place(artifact.sha256, artifact.uri)
        (folder / LISTING).write_text(json.dumps(origin), encoding="utf-8")
        disk.make_folder(place.parent)
        content = place / _name(artifact.uri)
        while not _renamed(folder, place):
            if content.exists() and self._is_whole(artifact.sha256, content):
                (folder / LISTING).replace(place / LISTING)
                break
            self._discard(place)
        return content

    def seed(self, source: Path, artifact: Artifact, origin: Origin) -> None:
        """Keep what was stored from this disk, by hard links, so that it is not fetched again."""
        with self.unfinished() as folder, suppress(OSError):  # another disk: it is fetched then
            target = folder / _name(artifact.uri)
            for path in origin:
                place = target / path if path else target
                disk.make_folder(place.parent)
                os.link(source / path if path else source, place)
            self.keep(folder, artifact, origin)

    def _discard(self, place: Path) -> None:
        """Out of the way by one rename; somebody else may throw it out at once."""
        with self.unfinished() as folder, suppress(FileNotFoundError):
            place.rename(folder / LISTING)

    def _is_whole(self, sha256: str, content: Path) -> bool:
        return described(content, "", "", self._digests).sha256 == sha256

    def _place(self, sha256: str, key: str) -> Path:
        return self._root / sha256 / _name(key)


def _name(key: str) -> str:
    return key.rpartition("/")[2]


def _renamed(folder: Path, place: Path) -> bool:
    try:
        folder.rename(place)
    except OSError:
        if not place.exists():
            raise
        return False
    return True


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
