"""A TextDetector without a model: the shipped fake. It finds blocks of a marker colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from residency.data.deid.findings import Box
from residency.data.pixels import Picture


@dataclass(frozen=True, slots=True)
class MarkerDetector:
    """Implements the TextDetector port: the rectangle around all pixels of one colour is text."""

    colour: tuple[int, int, int] = (255, 0, 255)
    says: str = "MARKER"
    name: str = "marker 1"

    def find(self, picture: Picture) -> Sequence[Box]:
        """At most one box, around every pixel of the colour; scaling may blur its rim away."""
        rows, columns = np.nonzero((picture == np.asarray(self.colour, np.uint8)).all(axis=2))
        if len(rows) == 0:
            return []
        left, right = int(columns.min()), int(columns.max()) + 1
        return [Box(left, int(rows.min()), right, int(rows.max()) + 1, self.says)]
