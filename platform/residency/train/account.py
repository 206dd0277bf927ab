"""What the attempts of a training step have spent, by cause: also those that were killed.

Rank 0 of each attempt keeps a small file beside the checkpoints, rewritten at every step.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field, ValidationError

from residency.spec.base import SpecModel
from residency.train.durable import overwrite

ACCOUNTS = "attempts"
PRODUCTIVE, RECOMPUTED, DATA_WAIT = "productive", "recomputed", "data_wait"
CHECKPOINT, LAUNCH, RESTART, EXPORT = "checkpoint", "launch", "restart", "export"
"""Causes: RECOMPUTED is a step that an attempt before had made, whose work was lost. LAUNCH is the
way from when the first attempt was asked for, or its inputs were there, to its first step; RESTART
that of the others, and before it all that passed since the attempt before was last heard of: the
step that it was in, until somebody noticed, until the next was asked for. After one that ended in
order, that is not counted: nobody knows why it was stopped."""


class Spent(SpecModel):
    """One attempt."""

    reached: int = 0  # the last step that it made
    seconds: Mapping[str, float] = Field(default_factory=dict)  # by cause
    at: float = 0.0  # when this was written, in seconds since the epoch; 0: nobody knows
    ended: bool = False  # in order


@dataclass(frozen=True, slots=True)
class Before:
    """All attempts before one."""

    reached: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)
    lost_at: float | None = None  # when the last was last heard of, where it broke off; epoch

    def silence(self, until: float) -> float:
        """Seconds that have passed since then."""
        return 0.0 if self.lost_at is None else max(0.0, until - self.lost_at)


class Account:
    """The file of one attempt."""

    def __init__(self, root: Path, attempt: str) -> None:
        self._path = root / ACCOUNTS / f"{attempt}.json"
        self._path.parent.mkdir(parents=True, exist_ok=True)

    def before(self) -> Before:
        """What the other attempts have spent."""
        others = list(_others(self._path))
        reached = max((spent.reached for spent in others), default=0)
        last = max(others, key=lambda spent: spent.at, default=Spent())
        lost_at = None if last.ended or not last.at else last.at
        return Before(reached, added_up(spent.seconds for spent in others), lost_at)

    def write(self, reached: int, seconds: Mapping[str, float], *, ended: bool = False) -> None:
        """Say what this one has spent so far."""
        spent = Spent(reached=reached, seconds=dict(seconds), at=time.time(), ended=ended)
        overwrite(self._path, spent.model_dump_json().encode())


def goodput(seconds: Mapping[str, float]) -> float:
    """The share of all attempts' time in which steps were made for the first time."""
    return seconds.get(PRODUCTIVE, 0.0) / (sum(seconds.values()) or 1.0)


def added_up(several: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Seconds by cause over several."""
    total: Counter[str] = Counter()
    for seconds in several:
        total.update(seconds)
    return dict(total)


def _others(own: Path) -> Iterator[Spent]:
    for path in sorted(own.parent.glob("*.json")):
        if path != own:
            with suppress(OSError, ValidationError):  # a power cut may leave one empty
                yield Spent.model_validate_json(path.read_bytes())
