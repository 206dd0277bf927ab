"""Every dependency is pinned exactly, in one place, and without a word on where it came from."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PIN = re.compile(r"[a-z0-9-]+==[0-9][0-9a-z.]*")


@pytest.fixture(scope="module")
def pyproject(repository: Path) -> dict[str, Any]:
    return tomllib.loads((repository / "pyproject.toml").read_text())


@pytest.fixture(scope="module")
def declared(pyproject: dict[str, Any]) -> list[Requirement]:
    project = pyproject["project"]
    extras = project["optional-dependencies"].values()
    return [Requirement(line) for line in sum(extras, start=project["dependencies"])]


@pytest.fixture(scope="module")
def locked(repository: Path) -> dict[str, str]:
    lines = (repository / "requirements.lock").read_text().splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def test_each_locked_line_is_a_bare_pin(repository: Path) -> None:
    """No path, host, option, marker or local label: only name==version."""
    lines = (repository / "requirements.lock").read_text().splitlines()
    odd = [line for line in lines if not line.startswith("#") and not PIN.fullmatch(line)]
    assert odd == []


def test_each_declared_dependency_is_pinned_exactly(declared: list[Requirement]) -> None:
    loose = [str(r) for r in declared if not re.fullmatch(r"==[^*,]+", str(r.specifier))]
    assert loose == []


def test_the_lock_agrees_with_the_declaration(
    declared: list[Requirement], locked: dict[str, str]
) -> None:
    wanted = {canonicalize_name(r.name): str(r.specifier).removeprefix("==") for r in declared}
    held = {name: locked.get(name) for name in wanted}
    assert held == wanted, "make lock writes requirements.lock from pyproject.toml"


def test_the_build_backend_is_the_locked_one(
    pyproject: dict[str, Any], locked: dict[str, str]
) -> None:
    assert pyproject["build-system"]["requires"] == [f"hatchling=={locked['hatchling']}"]


def test_no_other_file_pins_python_packages(repository: Path) -> None:
    others = [path.name for path in repository.glob("*requirements*")]
    assert others == ["requirements.lock"]
