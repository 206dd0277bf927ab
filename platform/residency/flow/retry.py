"""Which failures are tried again within a run: a pure function of how the attempt ended.

The flow is the only owner of retries. A training job that lost a worker continues from its
checkpoint; whatever would end the same again (a mistake in the recipe, training that diverged,
damaged checkpoints, a crash of our code) does not run again until somebody asks.
"""

from __future__ import annotations

from collections.abc import Sequence

from residency.errors import WorkerLost
from residency.ports import Phase, Status

RESTARTS = 3
WINDOW = 3600.0  # seconds
"""More restarts than this within an hour are no bad luck: a batch may exceed the memory."""


def may_restart(status: Status, restarts: Sequence[float], now: float) -> bool:
    """Whether to make another attempt; `restarts` are the times of those before, in seconds."""
    recent = [at for at in restarts if now - at < WINDOW]
    lost = status.phase is Phase.FAILED and isinstance(status.error, WorkerLost)
    return lost and len(recent) < RESTARTS
