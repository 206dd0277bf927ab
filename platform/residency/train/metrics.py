"""Curves as JSON lines: a training worker appends, the driver follows. No tracker in between."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

from residency.ports import Point
from residency.train.line_log import LineLog, read_lines

FORMAT: Final = "residency.metrics"


class MetricsWriter:
    """Appends points; each call is one write, so that a reader never sees half a step for long."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._log: LineLog | None = None

    def begin(self) -> None:
        """Make the file: an attempt that resumes after the last step has no point to write."""
        if self._log is None:
            self._log = LineLog(self._path, FORMAT)

    def write(self, step: int, values: Mapping[str, float]) -> None:
        """Append one point a value, all of the same step and time.

        Raises EnvironmentProblem where the disk is full.
        """
        self.begin()  # only the rank that reports has a file
        assert self._log is not None
        now = time.time()
        points = [Point(name, step, value, now) for name, value in values.items()]
        self._log.append([json.dumps(asdict(point)) for point in points])


class MetricsFollower:
    """Reads what was appended since the last look."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0

    def new(self) -> Iterator[Point]:
        """Points of the lines that are complete by now."""
        for line in read_lines(self._path, self._offset):
            self._offset = line.end
            yield Point(**json.loads(line.content))
