"""The lists of fillers.txt."""

from __future__ import annotations

from functools import cache
from pathlib import Path


def fillers(section: str) -> list[str]:
    """The fillers of a section. Raises KeyError where the file has no such section."""
    return _sections()[section]


@cache
def _sections() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    section: list[str] = []
    lines = (Path(__file__).parent / "fillers.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            section += line.split(";")
    return found
