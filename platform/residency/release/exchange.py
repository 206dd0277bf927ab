"""Changing one object of the store while others may: read, compute, write if unchanged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from residency.errors import StoreConflict
from residency.ports import Store

TRIES = 50


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An object as it was read; None where there was none."""

    store: Store
    key: str
    data: bytes | None
    etag: str | None

    def replace(self, data: bytes) -> bool:
        """Write, if nobody has written since; whether it was written."""
        try:
            if self.etag is None:
                self.store.put_if_absent(self.key, data)
            else:
                self.store.put_if_match(self.key, data, self.etag)
        except StoreConflict:
            return False
        return True


def read(store: Store, key: str) -> bytes | None:
    """The object; None where there is none."""
    try:
        return store.read(key)
    except FileNotFoundError:
        return None


def snapshot(store: Store, key: str) -> Snapshot:
    """The object with its etag, read first: if the object changes in between, that etag loses."""
    etag = store.etag(key) if store.exists(key) else None
    return Snapshot(store, key, None if etag is None else read(store, key), etag)


def change(attempt: Callable[[], bool], key: str) -> None:
    """Repeat the attempt until it wins. StoreConflict when it never does."""
    for _ in range(TRIES):
        if attempt():
            return
    raise StoreConflict(f"{key} changes too often to be written")
