"""What a job's time is made of, as measured; all in seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parts:
    """One training job and its machine."""

    step: float  # an optimiser step, waiting for data included
    block: float  # that a checkpoint holds training up
    behind: float  # from then on until it is committed, while training goes on
    restart: float  # from a failure to the begin of the first step that is not lost again

    def interval(self, every: int) -> float:
        """Of training between two checkpoints."""
        return every * self.step
