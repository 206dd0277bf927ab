"""Being asked to end."""

from __future__ import annotations

from typing import Protocol


class StopSignal(Protocol):
    """Whether the step was asked to end."""

    def is_set(self) -> bool:
        """True once it should end in order."""
