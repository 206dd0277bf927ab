"""The tree keeps the layout's rules, and says nothing about the machine it was written on."""

import ast
import platform
import subprocess
from pathlib import Path

import pytest

GRAB_BAGS = {"utils.py", "util.py", "common.py", "helpers.py", "misc.py"}
# Written in two parts, so that this file does not hold what it looks for.
INDEX_HOSTS = ["pypi" + ".org", "pythonhosted" + ".org", "download.pytorch" + ".org"]
MACHINE_PATHS = ["/opt" + "/", "/root" + "/", "file:" + "///opt"]


@pytest.fixture(scope="module")
def tree(repository: Path) -> list[Path]:
    """Every file that is, or would be, committed."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode != 0:
        pytest.skip("not a git checkout: the committed files cannot be listed")
    paths = [repository / name for name in listing.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


@pytest.fixture(scope="module")
def modules(repository: Path) -> list[Path]:
    return sorted((repository / "platform" / "residency").rglob("*.py"))


def test_platform_is_not_a_package(repository: Path) -> None:
    """With an __init__.py, `import platform` would find ours instead of the standard library's."""
    assert not (repository / "platform" / "__init__.py").exists()
    assert platform.system()


def test_each_package_says_what_it_is(modules: list[Path]) -> None:
    folders = {path.parent for path in modules}
    bare = [
        str(folder)
        for folder in sorted(folders)
        if not (folder / "__init__.py").is_file()
        or ast.get_docstring(ast.parse((folder / "__init__.py").read_text())) is None
    ]
    assert bare == []


def test_each_module_says_what_it_is(modules: list[Path]) -> None:
    bare = [str(path) for path in modules if not ast.get_docstring(ast.parse(path.read_text()))]
    assert bare == []


def test_no_module_is_a_grab_bag(tree: list[Path]) -> None:
    assert [str(path) for path in tree if path.name in GRAB_BAGS] == []


def test_no_file_names_this_machine_or_a_package_index(repository: Path, tree: list[Path]) -> None:
    forbidden = [f"{repository}/", *MACHINE_PATHS, *INDEX_HOSTS]
    found = [
        f"{path.relative_to(repository)}: {word}"
        for path in tree
        for word in forbidden
        if word.encode() in path.read_bytes()
    ]
    assert found == []


def _mentions(folder: Path, words: list[str]) -> list[str]:
    texts = {path: path.read_text() for path in folder.rglob("test_*.py")}
    return [f"{path}: {word}" for path, text in texts.items() for word in words if word in text]


def test_unit_tests_use_fakes_instead_of_patches(repository: Path) -> None:
    """A pure core needs no patch; the ports' fakes ship with the product."""
    patches = ["unittest" + ".mock", "monkeypatch" + ".setattr", "mocker" + ".patch"]
    assert _mentions(repository / "tests" / "unit", patches) == []


def test_shared_data_is_reached_through_its_fixture(repository: Path) -> None:
    """The fixture skips with a reason, or fails where skipping is forbidden; a path would not."""
    assert _mentions(repository / "tests", ["../" + "shared", "/ " + '"shared"']) == []
