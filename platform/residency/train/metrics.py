"""Curves as JSON lines: a training worker appends, the driver follows. No tracker in between."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from residency.ports import Point


class MetricsWriter:
    """Appends points; each call is one write, so that a reader never sees half a step for long."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path

    def write(self, step: int, values: Mapping[str, float]) -> None:
        """Append one point a value, all of the same step and time."""
        now = time.time()
        lines = [json.dumps(asdict(Point(name, step, v, now))) for name, v in values.items()]
        with self._path.open("a", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))


class MetricsFollower:
    """Reads what was appended since the last look."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0

    def new(self) -> Iterator[Point]:
        """Points of the lines that are complete by now."""
        if not self._path.is_file():
            return
        with self._path.open("rb") as file:
            file.seek(self._offset)
            data = file.read()
        complete = data[: data.rfind(b"\n") + 1]
        self._offset += len(complete)
        for line in complete.splitlines():
            yield Point(**json.loads(line))
