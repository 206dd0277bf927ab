"""doctor: each check on a machine where it is well, and on one where it is not."""

from pathlib import Path

import pytest

from residency.cli.checks.access import access_checks
from residency.cli.checks.check import Check, State
from residency.cli.checks.machine import existing, machine_checks
from residency.cli.checks.python import python_checks


def by_name(checks) -> dict[str, Check]:
    return {check.name: check for check in checks}


def test_this_machine_can_be_examined_and_nothing_is_made(cli, fake) -> None:
    fake.home = fake.home / "not" / "made"
    found = cli("doctor", "--json").objects
    assert [one["name"] for one in found] == [
        "python",
        "packages",
        "torch",
        "home",
        "disk",
        "memory",
        "/dev/shm",
        "temp folder",
        "ports",
        "secrets",
        "environment",
    ]
    assert all(one["state"] == "ok" or one["remedy"] for one in found)
    assert not fake.home.exists()


def test_python_and_torch_are_found_without_importing(tmp_path: Path) -> None:
    found = by_name(python_checks())
    assert found["python"].state is State.OK
    assert "build" in found["torch"].found or "CUDA" in found["torch"].found


def test_a_home_that_cannot_be_written_is_wrong_with_a_remedy(cli, fake, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    fake.home = tmp_path / "file"
    result = cli("doctor")
    assert result.code == 2
    assert "RESIDENCY_HOME" in result.out


def test_a_key_that_others_may_read_is_wrong(tmp_path: Path) -> None:
    secret = tmp_path / "keys" / "local" / "k1"
    secret.parent.mkdir(parents=True)
    secret.write_text("x")
    secret.chmod(0o644)
    check = by_name(access_checks(tmp_path, {}))["secrets"]
    assert check.state is State.WRONG
    assert check.remedy == f"chmod 600 {secret}"
    secret.chmod(0o600)
    assert by_name(access_checks(tmp_path, {}))["secrets"].state is State.OK


def test_addresses_of_the_shell_are_a_warning(tmp_path: Path) -> None:
    check = by_name(access_checks(tmp_path, {"RAY_ADDRESS": "auto"}))["environment"]
    assert check.state is State.WARNING
    assert "RAY_ADDRESS" in check.found


@pytest.mark.parametrize("name", ["disk", "memory", "/dev/shm", "temp folder"])
def test_the_machine_checks_measure(tmp_path: Path, name: str) -> None:
    assert by_name(machine_checks(tmp_path))[name].found


def test_the_nearest_folder_that_exists(tmp_path: Path) -> None:
    assert existing(tmp_path / "a" / "b") == tmp_path
