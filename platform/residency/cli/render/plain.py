"""A run as plain lines: for logs, pipes and screen readers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from time import monotonic

from rich.console import Console

from residency.cli.render import format as show
from residency.cli.render.figures import key_figures
from residency.cli.render.phases import LABELS, stopping
from residency.cli.render.progress import figures, position, seconds_left
from residency.flow.runner import StepEnd
from residency.flow.state import StepState
from residency.plan.work import Step
from residency.ports import Progress

EVERY = 5.0  # seconds between two lines of one step


def local_time() -> str:
    """The wall clock's time of day, as people read it."""
    return datetime.now().astimezone().strftime("%H:%M:%S")


class PlainLines:
    """Writes `12:03:04 train.align step 50/100 loss 1.23 tok/s 456`, each step every 5 s."""

    def __init__(
        self,
        console: Console,
        *,
        monotonic: Callable[[], float] = monotonic,
        wall: Callable[[], str] = local_time,
    ) -> None:
        self._console = console
        self._monotonic = monotonic
        self._wall = wall
        self._lock = Lock()
        self._first: dict[str, tuple[float, int]] = {}  # when a step first spoke, and what of
        self._written: dict[str, float] = {}  # when a line of it was last written

    def __enter__(self) -> PlainLines:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to put back."""

    def on_cached(self, state: StepState) -> None:
        told = key_figures(state.record) if state.record else ""
        self._line(state.step.id, "cached", told)

    def on_start(self, step: Step, early: bool) -> None:
        self._line(step.id, "launched early, waits for its inputs" if early else "started")

    def on_restart(self, step: Step, why: str) -> None:
        self._line(step.id, "started again:", why)

    def on_stopping(self, step: Step) -> None:
        self._line(step.id, stopping(step))

    def update(self, progress: Progress) -> None:
        now = self._monotonic()
        last = progress.total > 0 and progress.done >= progress.total
        with self._lock:
            due = now - self._written.get(progress.step, now - EVERY) >= EVERY
            if not (due or last):
                return
            self._written[progress.step] = now
            since, first = self._first.setdefault(progress.step, (now, progress.done))
        left = seconds_left(progress, first, now - since)
        self._line(
            progress.step,
            f"step {position(progress)}" if progress.total else "",
            figures(progress),
            f"left {show.duration(left)}" if left else "",
        )

    def on_end(self, end: StepEnd) -> None:
        told = key_figures(end.record) if end.record else end.message
        self._line(end.step.id, LABELS[end.phase], "in", show.duration(end.seconds), told)

    def _line(self, *parts: str) -> None:
        self._console.print(" ".join((self._wall(), *filter(None, parts))))
