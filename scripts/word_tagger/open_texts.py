"""Open clinical texts: what no identifier stands in, and how often words have a capital."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

_SHORTEST = 40  # characters


def open_texts(folder: Path) -> tuple[str, ...]:
    """All texts of 40 characters and more below `folder`, each once: JSON lines and CSV."""
    found: list[str] = []
    for path in sorted(folder.rglob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                found += _strings(json.loads(line))
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                found += [value for value in row.values() if isinstance(value, str)]
    return tuple(dict.fromkeys(text for text in found if len(text) > _SHORTEST))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
