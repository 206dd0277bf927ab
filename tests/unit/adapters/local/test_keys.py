"""Keys in files: made once, private, and found again."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from residency.adapters.local.keys import KEY_BYTES, DerivedKeys, FolderKeys
from residency.errors import EnvironmentProblem
from residency.ports import Keys


@pytest.fixture(params=["derived", "folder"])
def keys(request: pytest.FixtureRequest, tmp_path: Path) -> Keys:
    return DerivedKeys() if request.param == "derived" else FolderKeys(tmp_path / "keys")


def test_a_key_stays_the_same(keys: Keys) -> None:
    first = keys.current_id("local")
    assert keys.current_id("local") == first
    assert keys.key("local", first) == keys.key("local", first)
    assert len(keys.key("local", first)) == KEY_BYTES


def test_tenants_have_different_keys(keys: Keys) -> None:
    one, other = keys.current_id("one"), keys.current_id("other")
    assert keys.key("one", one) != keys.key("other", other)


def test_an_unknown_key_is_named(keys: Keys) -> None:
    with pytest.raises(EnvironmentProblem, match="tenant local has no key k-none"):
        keys.key("local", "k-none")


def test_another_process_finds_the_key(tmp_path: Path) -> None:
    key_id = FolderKeys(tmp_path).current_id("local")
    assert FolderKeys(tmp_path).current_id("local") == key_id


def test_of_several_makers_one_wins(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(lambda _: FolderKeys(tmp_path).current_id("local"), range(8)))
    assert len(ids) == 1
    assert {path.name for path in (tmp_path / "local").iterdir()} == {"current", *ids}


def test_files_are_private_and_a_readable_key_is_refused(tmp_path: Path) -> None:
    keys = FolderKeys(tmp_path / "keys")
    path = tmp_path / "keys" / "local" / keys.current_id("local")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    with pytest.raises(EnvironmentProblem, match="can be read by others") as caught:
        keys.key("local", path.name)
    assert caught.value.remedy == f"Protect it: chmod 600 {path}"
