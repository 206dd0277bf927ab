"""A contestant's processes wait for their turn, make some steps, and wait again.

So two contestants stay loaded and train alternately, and meet the same weather. The parent writes
lines to a rank's standard input, each a number of steps; the rank answers, on a descriptor that it
was given, with one JSON line a turn.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from dataclasses import asdict, dataclass
from typing import TextIO


@dataclass(frozen=True, slots=True)
class Told:
    """One turn of one rank. Times are time.monotonic(), which all processes share."""

    begin: float
    end: float
    losses: tuple[float, ...]  # by step, this rank's share; empty: they are told elsewhere
    processor: float  # seconds of it, over all threads
    peak_mib: float  # resident so far, libraries included


class Turns:
    """A rank's side of it."""

    def __init__(self, commands: TextIO, answers: TextIO) -> None:
        self._commands, self._answers = commands, answers
        self._left, self._begin, self._used = 0, 0.0, 0.0
        self._losses: list[float] = []

    @classmethod
    def of_process(cls, descriptor: int) -> Turns:
        """Over standard input and the descriptor."""
        return cls(sys.stdin, os.fdopen(descriptor, "w"))

    def step_begins(self) -> None:
        """Call it when a step's first micro-batch is at hand; ends the process after the last."""
        if self._left == 0:
            if self._begin:
                self._tell()
            self._left = self._next()
            self._begin, self._used = time.monotonic(), time.process_time()
        self._left -= 1

    def loss(self, value: float) -> None:
        """This rank's share of the step's loss."""
        self._losses.append(value)

    def _next(self) -> int:
        line = self._commands.readline()
        if not line:  # whoever asked has gone, or wants no more
            os._exit(0)
        return int(line)

    def _tell(self) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        used = time.process_time() - self._used
        told = Told(self._begin, time.monotonic(), tuple(self._losses), used, peak)
        self._losses.clear()
        self._answers.write(json.dumps(asdict(told)) + "\n")
        self._answers.flush()
