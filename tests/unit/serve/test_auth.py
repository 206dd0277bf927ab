from pathlib import Path

import pytest

from residency.errors import EnvironmentProblem
from residency.serve.auth import check_key, ensure_key, read_key
from residency.serve.refusal import Refused


@pytest.mark.parametrize("header", ["Bearer secret", "bearer secret", "Bearer  secret "])
def test_the_right_key_is_let_in(header: str) -> None:
    check_key(header, "secret")


@pytest.mark.parametrize("header", [None, "", "Bearer ", "Bearer secre", "secret", "Basic secret"])
def test_any_other_is_refused_without_a_hint(header: str | None) -> None:
    with pytest.raises(Refused) as refused:
        check_key(header, "secret")
    assert refused.value.status == 401
    assert refused.value.error.code == "invalid_api_key"
    assert b"secre" not in refused.value.body


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "api"
    key = ensure_key(path)
    assert len(key) >= 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert ensure_key(path) == read_key(path) == key


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "api"
    ensure_key(path)
    path.chmod(0o640)
    with pytest.raises(EnvironmentProblem, match=r"has mode 0640.*\n.*chmod 600"):
        read_key(path)


def test_a_missing_and_an_empty_key_are_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="cannot be read"):
        read_key(tmp_path / "none")
    (tmp_path / "empty").touch(mode=0o600)
    with pytest.raises(EnvironmentProblem, match="is empty"):
        read_key(tmp_path / "empty")
