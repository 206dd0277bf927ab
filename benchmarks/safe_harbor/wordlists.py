"""Lists of words as the sets write them: in blocks of text, taken apart here."""

from __future__ import annotations


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
