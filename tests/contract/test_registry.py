"""The Registry port: one suite on the fake and on MLflow with SQLite."""

import pytest

from residency.adapters.local.registry import MemoryRegistry
from residency.adapters.mlflow.connection import Connection
from residency.adapters.mlflow.registry import MlflowRegistry
from residency.errors import StoreConflict
from residency.ports import Registry

A, B = "a" * 64, "b" * 64


@pytest.fixture(params=["memory", "mlflow"])
def registry(request: pytest.FixtureRequest) -> Registry:
    if request.param == "memory":
        return MemoryRegistry()
    connection: Connection = request.getfixturevalue("mlflow_connection")
    return MlflowRegistry(connection, "/srv/residency/store")


@pytest.fixture
def model(request: pytest.FixtureRequest) -> str:
    """A name that no other test uses."""
    return request.node.name.replace("[", "-").replace("]", "")


def test_an_unknown_model_has_no_versions(registry: Registry, model: str) -> None:
    assert list(registry.versions(model)) == []
    assert registry.alias(model, "candidate") is None


def test_a_version_says_what_it_is(registry: Registry, model: str) -> None:
    made = registry.create_version(model, A, "t/train/x/model", tags={"decision": "passed"})
    assert (made.name, made.version, made.digest, made.uri) == (model, "1", A, "t/train/x/model")
    assert made.tags["decision"] == "passed"
    assert list(registry.versions(model)) == [made]


def test_the_same_digest_is_the_same_version(registry: Registry, model: str) -> None:
    registry.create_version(model, A, "t/a", tags={"decision": "passed"})
    registry.create_version(model, B, "t/b", tags={})
    again = registry.create_version(model, A, "t/a", tags={"note": "again"})
    assert (again.version, again.tags["decision"], again.tags["note"]) == ("1", "passed", "again")
    assert [version.version for version in registry.versions(model)] == ["1", "2"]


def test_an_alias_moves_from_where_it_is_expected(registry: Registry, model: str) -> None:
    registry.create_version(model, A, "t/a", tags={})
    registry.create_version(model, B, "t/b", tags={})
    registry.move_alias(model, "staging", "1", expected=None)
    registry.move_alias(model, "candidate", "1", expected=None)
    registry.move_alias(model, "staging", "2", expected="1")
    staged = registry.alias(model, "staging")
    assert staged is not None
    assert (staged.version, staged.digest, staged.aliases) == ("2", B, ("staging",))
    assert registry.versions(model)[0].aliases == ("candidate",)


def test_an_alias_that_somebody_else_moved_stays(registry: Registry, model: str) -> None:
    registry.create_version(model, A, "t/a", tags={})
    registry.create_version(model, B, "t/b", tags={})
    registry.move_alias(model, "staging", "1", expected=None)
    with pytest.raises(StoreConflict, match="names version 1, expected None"):
        registry.move_alias(model, "staging", "2", expected=None)
    staged = registry.alias(model, "staging")
    assert staged is not None
    assert staged.version == "1"
