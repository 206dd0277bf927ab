"""Training that has left the numbers is stopped before its weights reach a checkpoint."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from statistics import median

from residency.errors import Diverged

EXPLODED = 1000.0
"""Times the usual norm. Clipped training sees spikes of 10 to 100 times, and recovers."""

_REMEMBERED, _NEEDED = 100, 5  # steps that make a norm usual; fewer say nothing


class Divergence:
    """Judges each step by its loss and the norm of its gradient before clipping."""

    def __init__(self, norms: Iterable[float] = ()) -> None:
        """`norms`: of the steps before, as `norms` gave them: what is usual outlives a restart."""
        self._norms: deque[float] = deque(norms, maxlen=_REMEMBERED)

    @property
    def norms(self) -> tuple[float, ...]:
        """Of the last steps, the newest last."""
        return tuple(self._norms)

    def check(self, loss: float, norm: float, step: int) -> None:
        """Raises Diverged: the same again would end the same, so nobody retries it."""
        if not (math.isfinite(loss) and math.isfinite(norm)):
            raise Diverged(
                f"Training diverged at step {step}: loss {loss}, gradient norm {norm}.",
                "Lower optimizer.lr or lengthen its warmup. No checkpoint holds these weights.",
            )
        usual = median(self._norms) if len(self._norms) >= _NEEDED else math.inf
        if norm > EXPLODED * usual:
            raise Diverged(
                f"The gradient exploded at step {step}: its norm is {norm:.3g}, over "
                f"{EXPLODED:.0f} times the usual {usual:.3g}.",
                "Lower optimizer.lr, or look at the data of that step. No checkpoint holds these "
                "weights.",
            )
        if norm > 0.0:  # a step that reached no trained weight says nothing of the usual
            self._norms.append(norm)
