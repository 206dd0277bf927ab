"""A running step's progress in words, the same on a terminal and in plain lines."""

from __future__ import annotations

from residency.cli.render import format as show
from residency.ports import Progress

# How figures are called when there is little room.
_SHORT = {
    "tokens_per_second": "tok/s",
    "samples_per_second": "samples/s",
    "rows_per_second": "rows/s",
    "learning_rate": "lr",
    "grad_norm": "grad",
}


def position(progress: Progress) -> str:
    """`50/100`, or `50` where nobody knows how many there will be."""
    return f"{progress.done}/{progress.total}" if progress.total else str(progress.done)


def figures(progress: Progress) -> str:
    """`loss 1.23 tok/s 456`, then the message."""
    parts = [
        f"{_SHORT.get(name, name)} {_figure(name, value)}"
        for name, value in progress.figures.items()
    ]
    return " ".join(filter(None, [*parts, progress.message]))


def seconds_left(progress: Progress, first: int, elapsed: float) -> float | None:
    """What remains at the pace since `first` was done, `elapsed` seconds ago; None without one.

    A continued step starts in the middle: what an earlier attempt did says nothing of the pace.
    """
    done = progress.done - first
    if done <= 0 or progress.total <= progress.done:
        return None
    return elapsed / done * (progress.total - progress.done)


def _figure(name: str, value: float) -> str:
    return show.count(value) if name.endswith("_per_second") else f"{value:.3g}"
