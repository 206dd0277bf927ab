"""doctor: each check on a machine where it is well, and on one where it is not."""

from pathlib import Path

import pytest

from residency.adapters.storage.memory import MemoryStore
from residency.cli.checks.access import access_checks
from residency.cli.checks.check import Check, State
from residency.cli.checks.machine import existing, machine_checks
from residency.cli.checks.python import python_checks
from residency.cli.checks.store import store_checks
from residency.errors import EnvironmentProblem


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


class Bucket(MemoryStore):
    """A store behind a network."""

    problem: EnvironmentProblem | None = None

    def check(self) -> None:
        if self.problem is not None:
            raise self.problem


def test_a_remote_store_is_asked_and_a_folder_is_not() -> None:
    assert list(store_checks(MemoryStore())) == []
    bucket = Bucket()
    assert by_name(store_checks(bucket))["store"].state is State.OK
    bucket.problem = EnvironmentProblem("bucket hospital forbids s3:PutObject", "Have it granted.")
    found = by_name(store_checks(bucket))["store"]
    assert (found.state, found.found, found.remedy) == (State.WRONG, *bucket.problem.args)


def test_an_mlflow_of_ones_own_is_used_with_a_home_on_s3_alone(tmp_path: Path) -> None:
    named = {"MLFLOW_TRACKING_URI": "http://mlflow"}
    on_s3 = {"RESIDENCY_HOME": "s3://hospital/a"}
    assert by_name(access_checks(tmp_path, named))["environment"].state is State.WARNING
    assert by_name(access_checks(tmp_path, named | on_s3))["environment"].state is State.OK
