"""The digest of a file or folder: what a record says of an artifact.

A file's digest is the SHA-256 of its content. A folder's is that of its manifest: one line
`<sha256>  <bytes>  <relative path>` a file, sorted by path. Empty folders do not count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from residency.plan.record import Artifact


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a folder."""

    path: str  # relative to the folder, `/` between parts
    sha256: str
    bytes: int


def digest(content: bytes) -> str:
    """SHA-256 of bytes, in hex: the etag of an object too."""
    return hashlib.sha256(content).hexdigest()


def file_artifact(name: str, key: str, entry: Entry) -> Artifact:
    """An artifact that is one file."""
    return Artifact(name=name, uri=key, sha256=entry.sha256, bytes=entry.bytes)


def folder_artifact(name: str, key: str, entries: Iterable[Entry]) -> Artifact:
    """An artifact that is a folder of files."""
    ordered = sorted(entries, key=lambda entry: entry.path)
    manifest = "".join(f"{entry.sha256}  {entry.bytes}  {entry.path}\n" for entry in ordered)
    return Artifact(
        name=name,
        uri=key,
        sha256=digest(manifest.encode()),
        bytes=sum(entry.bytes for entry in ordered),
        files=len(ordered),
    )
