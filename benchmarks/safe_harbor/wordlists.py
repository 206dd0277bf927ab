"""Lists of words as the sets write them: in blocks of text, taken apart here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def names(line: str) -> tuple[str, ...]:
    """Divided by commas."""
    return tuple(name.strip() for name in line.split(","))


def terms(block: str) -> tuple[str, ...]:
    """One a line, or several divided by semicolons."""
    return tuple(term.strip() for line in block.splitlines() for term in line.split(";") if term)


def items(line: str) -> tuple[str, ...]:
    """Divided by semicolons, commas included."""
    return tuple(item.strip() for item in line.split(";"))


def cities(block: str) -> tuple[tuple[str, str, str], ...]:
    """City, county, state: one city a line."""
    rows = [items(line) for line in block.strip().splitlines()]
    return tuple((city, county, state) for city, county, state in rows)


def sections(path: Path) -> Mapping[str, tuple[str, ...]]:
    r"""The lines of a file under their headings, `== heading`, with \n and \t as in Python.

    A heading that comes again goes on with its lines. Raises KeyError for a line before any.
    """
    found: dict[str, list[str]] = {}
    heading = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            heading = line[3:]
            found.setdefault(heading, [])
        elif line:
            found[heading].append(line.replace("\\n", "\n").replace("\\t", "\t"))
    return {heading: tuple(lines) for heading, lines in found.items()}


def listed(path: Path, divided: str = ";") -> Mapping[str, tuple[str, ...]]:
    """The items of each section of a file."""
    return {
        heading: tuple(item.strip() for line in lines for item in line.split(divided))
        for heading, lines in sections(path).items()
    }
