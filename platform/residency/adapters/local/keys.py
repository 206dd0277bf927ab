"""A tenant's HMAC keys, in files that only their owner reads: `<folder>/<tenant>/<key id>`."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from residency.errors import EnvironmentProblem

KEY_BYTES = 32
KEY_ID = re.compile("k-[0-9a-f]{8}")
CURRENT = "current"  # the file that holds the id of the key in use


class FolderKeys:
    """Implements the Keys port. Ids are random: they say nothing of the key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()

    def current_id(self, tenant: str) -> str:
        """The id of the key in use; makes one where the tenant has none."""
        pointer = self._folder / tenant / CURRENT
        if not pointer.exists():
            self._make(pointer)
        return pointer.read_text(encoding="ascii").strip()

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self._folder

    def has(self, tenant: str, key_id: str) -> bool:
        """Whether the key of that id is here."""
        return bool(KEY_ID.fullmatch(key_id)) and (self._folder / tenant / key_id).is_file()

    def key(self, tenant: str, key_id: str) -> bytes:
        """The key of that id (32 bytes). Raises EnvironmentProblem where it is unknown."""
        path = self._folder / tenant / key_id
        if not self.has(tenant, key_id):
            raise EnvironmentProblem(
                f"tenant {tenant} has no key {key_id}: {path} does not exist",
                "Restore it from a backup: without it, pseudonyms cannot be made again the same.",
            )
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise EnvironmentProblem(
                f"the key {path} can be read by others", f"Protect it: chmod 600 {path}"
            )
        return bytes.fromhex(path.read_text(encoding="ascii"))

    def _make(self, pointer: Path) -> None:
        """Of several processes that find no key at once, one names its own; the rest use it."""
        pointer.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        key_id = f"k-{secrets.token_hex(4)}"
        path = pointer.parent / key_id
        _write_private(path, secrets.token_hex(KEY_BYTES))
        draft = pointer.parent / f".{key_id}"
        _write_private(draft, key_id)
        with suppress(FileExistsError):
            os.link(draft, pointer)
        draft.unlink()
        if pointer.read_text(encoding="ascii") != key_id:
            path.unlink()


class DerivedKeys:
    """Implements the Keys port with keys that follow from the names. The shipped fake."""

    def current_id(self, tenant: str) -> str:
        """Always the same."""
        return f"k-{tenant}"

    def key(self, tenant: str, key_id: str) -> bytes:
        """SHA-256 of the tenant and the id; EnvironmentProblem for an id never given out."""
        if key_id != self.current_id(tenant):
            raise EnvironmentProblem(f"tenant {tenant} has no key {key_id}", "Name one it has.")
        return hashlib.sha256(f"{tenant}/{key_id}".encode()).digest()


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
