"""Keys on this machine for a store that several machines share: the store holds their ids only.

Without the id there, a second machine would quietly make a key of its own, and give one patient
two pseudonyms.
"""

from __future__ import annotations

from contextlib import suppress

from residency.adapters.local.keys import FolderKeys
from residency.errors import EnvironmentProblem, StoreConflict
from residency.plan import layout
from residency.ports import Store


class SharedKeys:
    """Implements the Keys port. Raises EnvironmentProblem where a key is on another machine."""

    def __init__(self, keys: FolderKeys, store: Store) -> None:
        self._keys = keys
        self._store = store

    def current_id(self, tenant: str) -> str:
        """The id that the store names; where it names none, that of this machine's key."""
        name = layout.key_id_key(tenant)
        if not self._store.exists(name):
            with suppress(StoreConflict):  # another machine was first: its key counts
                self._store.put_if_absent(name, self._keys.current_id(tenant).encode())
        key_id = self._store.read(name).decode("ascii")
        self._require(tenant, key_id)
        return key_id

    def key(self, tenant: str, key_id: str) -> bytes:
        """The key of that id (32 bytes)."""
        self._require(tenant, key_id)
        return self._keys.key(tenant, key_id)

    def _require(self, tenant: str, key_id: str) -> None:
        if not self._keys.has(tenant, key_id):
            raise EnvironmentProblem(
                f"key {key_id} of tenant {tenant} is not on this machine: {self._store.url} holds "
                f"its id alone, and {self._keys.folder / tenant / key_id} does not exist",
                f"Copy {tenant}/ from the keys folder of the machine that made it, as safely "
                "as the data itself (0600), or set RESIDENCY_KEYS to a folder that has it.",
            )
