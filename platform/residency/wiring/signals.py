"""SIGTERM and SIGINT ask a run to stop in order."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Self

from residency.ports import StopSignal

HANDLED = (signal.SIGTERM, signal.SIGINT)


class StopOnSignals:
    """Implements ports.StopSignal while its block lasts; a second SIGINT ends at once.

    Ray puts a handler of its own below Python's whenever it connects (2.60): it prints the stack
    and ends the process, so that nothing would stop in order when a cluster preempts us. So ours
    is put back at every look that the main thread takes.
    """

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> Self:
        if _in_main_thread():
            self._before = {number: signal.getsignal(number) for number in HANDLED}
            self.is_set()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what getsignal returned
        self._before = {}

    def is_set(self) -> bool:
        """Whether a signal has come."""
        if self._before and _in_main_thread():
            for number in HANDLED:
                signal.signal(number, self._ask)
        return self._asked.is_set()

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self._asked.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        self._asked.set()


class Either:
    """Implements ports.StopSignal: set once one of two is. Both are looked at every time."""

    def __init__(self, first: StopSignal, second: StopSignal) -> None:
        self._first, self._second = first, second

    def is_set(self) -> bool:
        """Whether one of them is set."""
        first, second = self._first.is_set(), self._second.is_set()
        return first or second


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
