"""How far a step is, for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step is, for people: done of total, with figures to show."""

    step: str
    done: int
    total: int
    figures: Mapping[str, float] = field(default_factory=dict)
    message: str = ""


class ProgressSink(Protocol):
    """Takes progress; must be cheap and safe to call from any thread."""

    def update(self, progress: Progress) -> None:
        """Show it, or drop it."""
