"""Where state lies, from the environment: a folder, or S3 with what stays on this machine."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from residency.adapters.mlflow.address import embedded
from residency.errors import EnvironmentProblem, NotSupportedYet
from residency.wiring.settings import Settings, settings_from_environment
from residency.wiring.tracking import tracking_address

USER = {"HOME": "/home/ada"}
JOB = {"RAY_ADDRESS": "auto", "RAY_JOB_CONFIG_JSON_ENV_VAR": "{}"}


def on_s3(**variables: str) -> Settings:
    return settings_from_environment(USER | {"RESIDENCY_HOME": "s3://hospital/a"} | variables)


def test_a_folder_holds_everything() -> None:
    found = settings_from_environment({"RESIDENCY_HOME": "/srv/residency"})
    assert found == Settings(Path("/srv/residency"))
    assert found.store == Path("/srv/residency/store")
    assert found.keys == Path("/srv/residency/keys")
    assert tracking_address(found) == embedded(Path("/srv/residency/mlflow"))


def test_a_folder_has_an_mlflow_of_its_own() -> None:
    variables = {"RESIDENCY_HOME": "/srv", "MLFLOW_TRACKING_URI": "http://elsewhere"}
    assert settings_from_environment(variables).tracking is None


def test_a_home_on_s3_works_in_the_users_cache() -> None:
    found = on_s3()
    assert found.bucket == "s3://hospital/a"
    assert found.home.parent == Path("/home/ada/.cache/residency")
    assert found.home.name.startswith("hospital-")
    assert on_s3(RESIDENCY_CACHE="/scratch").home == Path("/scratch") / found.home.name
    assert on_s3(XDG_CACHE_HOME="/c").home == Path("/c/residency") / found.home.name


def test_keys_of_a_home_on_s3_lie_in_no_cache() -> None:
    found = on_s3(RESIDENCY_CACHE="/scratch")
    assert found.keys == Path("/home/ada/.local/share/residency/keys") / found.home.name
    assert on_s3(RESIDENCY_KEYS="/vault").keys == Path("/vault")


@pytest.mark.parametrize(
    "other",
    [
        {"RESIDENCY_HOME": "s3://hospital/b"},
        {"RESIDENCY_HOME": "s3://other/a"},
        {"AWS_ENDPOINT_URL_S3": "http://elsewhere"},
    ],
)
def test_two_homes_share_neither_cache_nor_keys(other: Mapping[str, str]) -> None:
    first, second = on_s3(), on_s3(**other)
    assert first.home != second.home
    assert first.keys != second.keys


def test_a_slash_at_the_end_names_the_same_home() -> None:
    assert on_s3() == on_s3(RESIDENCY_HOME="s3://hospital/a/")


def test_a_home_on_s3_tracks_where_it_is_told() -> None:
    named = on_s3(MLFLOW_TRACKING_URI="https://mlflow.hospital")
    assert tracking_address(named).uri == "https://mlflow.hospital"
    assert tracking_address(named).artifacts is None
    assert tracking_address(on_s3()) == embedded(on_s3().mlflow)
    database = tracking_address(on_s3(MLFLOW_TRACKING_URI="sqlite:////srv/mlflow.db"))
    assert (database.uri, database.artifacts) == (
        "sqlite:////srv/mlflow.db",
        on_s3().mlflow / "artifacts",
    )


def test_the_variable_to_change_is_the_one_that_counts() -> None:
    assert settings_from_environment(USER).variable == "RESIDENCY_HOME"
    assert on_s3().variable == "RESIDENCY_CACHE"


def test_inside_a_ray_job_all_nodes_need_the_folder() -> None:
    with pytest.raises(EnvironmentProblem, match="RESIDENCY_HOME is not set inside a Ray job"):
        settings_from_environment(USER | JOB)
    with pytest.raises(EnvironmentProblem, match="RESIDENCY_CACHE is not set inside a Ray job"):
        on_s3(**JOB)
    assert on_s3(**JOB, RESIDENCY_CACHE="/nodes").ray_address == "auto"


def test_another_kind_of_store_is_refused_by_name() -> None:
    with pytest.raises(NotSupportedYet, match="gs://bucket/x: not supported yet"):
        settings_from_environment({"RESIDENCY_HOME": "gs://bucket/x"})
