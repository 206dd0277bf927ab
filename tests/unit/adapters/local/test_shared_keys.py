"""Keys of several machines that share a store: one key a tenant, and never in the store."""

from pathlib import Path

import pytest

from residency.adapters.local.keys import FolderKeys
from residency.adapters.local.shared_keys import SharedKeys
from residency.adapters.storage.memory import MemoryStore
from residency.errors import EnvironmentProblem


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def first(tmp_path: Path, store: MemoryStore) -> SharedKeys:
    return SharedKeys(FolderKeys(tmp_path / "first"), store)


def test_the_store_holds_the_id_and_not_the_key(first: SharedKeys, store: MemoryStore) -> None:
    key_id = first.current_id("local")
    assert first.current_id("local") == key_id
    held = {key: store.read(key) for key in store.list("")}
    assert held == {"local/keys/current": key_id.encode()}
    key = first.key("local", key_id)
    assert all(key not in data and key.hex().encode() not in data for data in held.values())


def test_another_machine_makes_no_key_of_its_own(
    first: SharedKeys, store: MemoryStore, tmp_path: Path
) -> None:
    key_id = first.current_id("local")
    second = SharedKeys(FolderKeys(tmp_path / "second"), store)
    with pytest.raises(EnvironmentProblem) as caught:
        second.current_id("local")
    assert f"key {key_id} of tenant local is not on this machine" in caught.value.message
    assert "RESIDENCY_KEYS" in caught.value.remedy
    assert not (tmp_path / "second").exists()
    with pytest.raises(EnvironmentProblem, match="is not on this machine"):
        second.key("local", key_id)


def test_a_machine_that_was_given_the_key_uses_it(
    first: SharedKeys, store: MemoryStore, tmp_path: Path
) -> None:
    key_id = first.current_id("local")
    second = FolderKeys(tmp_path / "second")
    own = second.current_id("local")  # made for something else
    source = tmp_path / "first" / "local" / key_id
    source.rename(tmp_path / "second" / "local" / key_id)
    shared = SharedKeys(second, store)
    assert shared.current_id("local") == key_id != own
    assert len(shared.key("local", key_id)) == 32


def test_who_is_overtaken_takes_the_key_that_the_first_named(tmp_path: Path) -> None:
    class Overtaken(MemoryStore):
        def put_if_absent(self, key: str, data: bytes) -> None:
            super().put_if_absent(key, b"k-00000000")
            super().put_if_absent(key, data)

    with pytest.raises(EnvironmentProblem, match="key k-00000000 of tenant local"):
        SharedKeys(FolderKeys(tmp_path / "ours"), Overtaken()).current_id("local")
