"""Time."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time, so that tests can set it."""

    def now(self) -> datetime:
        """The time, with its zone (UTC)."""

    def monotonic(self) -> float:
        """Seconds from some origin, never going back."""
