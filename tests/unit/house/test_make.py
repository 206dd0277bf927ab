"""`make` describes itself, and offers what the documentation promises."""

import re
import subprocess
from pathlib import Path

PROMISED = {"help", "demo", "test", "check", "lint", "format", "bench", "lock", "clean"}


def _help(repository: Path) -> str:
    return subprocess.run(
        ["make", "--no-print-directory"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_help_is_the_default_and_lists_every_target(repository: Path) -> None:
    phony = set(re.findall(r"^\.PHONY: (\S+)$", (repository / "Makefile").read_text(), re.M))
    listed = set(re.findall(r"^  make (\S+)", _help(repository), re.M))
    assert listed == phony
    assert listed >= PROMISED


def test_the_readme_names_the_two_commands_of_a_newcomer(repository: Path) -> None:
    readme = (repository / "README.md").read_text()
    assert "make demo" in readme
    assert "make test" in readme


def test_contributing_names_the_check_before_a_commit(repository: Path) -> None:
    assert "make check" in (repository / "CONTRIBUTING.md").read_text()
