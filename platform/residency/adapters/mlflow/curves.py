"""Points that are logged once, also where a request's answer was lost.

MLflow's log_batch adds what it is given. So it is known which steps of a curve are there: from
what was acknowledged, and, where that is not certain (the run was found again, or the last request
with points of the curve failed), from the curve itself, which is read back first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from residency.adapters.mlflow import names
from residency.ports import Point

BLOCK = 1024  # steps a number holds


class StepSet:
    """Steps of one curve; a bit each, so that a million take 150 kB."""

    def __init__(self, steps: Iterable[int] = ()) -> None:
        self._blocks: dict[int, int] = {}
        for step in steps:
            self.add(step)

    def add(self, step: int) -> None:
        block, bit = divmod(step, BLOCK)
        self._blocks[block] = self._blocks.get(block, 0) | 1 << bit

    def __contains__(self, step: int) -> bool:
        block, bit = divmod(step, BLOCK)
        return bool(self._blocks.get(block, 0) >> bit & 1)


class Curves:
    """The curves of one run."""

    def __init__(
        self,
        read: Callable[[str], Iterable[int]],
        send: Callable[[Sequence[Point]], None],
        *,
        is_new: bool,
    ) -> None:
        """`read` gives the steps of a curve, `send` adds points; `is_new`: the run has none."""
        self._read, self._send, self._is_new = read, send, is_new
        self._known: dict[str, StepSet] = {}

    def log(self, points: Sequence[Point]) -> None:
        """Add the points whose name and step are not there; of two, the first. Raises as
        `read` and `send` do; the same call, repeated, then adds what is missing."""
        first = {(names.valid(point.name), point.step): point for point in reversed(points)}
        for name in {name for name, _ in first}:
            if name not in self._known:
                self._known[name] = StepSet(() if self._is_new else self._read(name))
        new = [
            Point(name, step, point.value, point.time)
            for (name, step), point in reversed(first.items())
            if step not in self._known[name]
        ]
        self._is_new = self._is_new and not new
        for batch in names.batches(new, names.METRICS_A_REQUEST):
            self._send_known(batch)

    def _send_known(self, batch: Sequence[Point]) -> None:
        # Until the answer is there, nobody knows what the curves hold.
        uncertain = {name: self._known.pop(name) for name in {point.name for point in batch}}
        self._send(batch)
        for point in batch:
            uncertain[point.name].add(point.step)
        self._known |= uncertain
