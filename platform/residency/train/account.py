"""What the attempts of a training step have spent, by cause: also those that were killed.

Rank 0 of each attempt keeps a small file beside the checkpoints, rewritten at every step.
"""

from __future__ import annotations

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
"""Causes: RECOMPUTED is a step that an attempt before had made, whose work was lost; RESTART is
an attempt's way from its first line to its first step, LAUNCH that of the first attempt."""


class Spent(SpecModel):
    """One attempt."""

    reached: int = 0  # the last step that it made
    seconds: Mapping[str, float] = Field(default_factory=dict)  # by cause


@dataclass(frozen=True, slots=True)
class Before:
    """All attempts before one."""

    reached: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)


class Account:
    """The file of one attempt."""

    def __init__(self, root: Path, attempt: str) -> None:
        self._path = root / ACCOUNTS / f"{attempt}.json"
        self._path.parent.mkdir(parents=True, exist_ok=True)

    def before(self) -> Before:
        """What the other attempts have spent."""
        others = list(_others(self._path))
        reached = max((spent.reached for spent in others), default=0)
        return Before(reached, added_up(spent.seconds for spent in others))

    def write(self, reached: int, seconds: Mapping[str, float]) -> None:
        """Say what this one has spent so far."""
        spent = Spent(reached=reached, seconds=dict(seconds))
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
