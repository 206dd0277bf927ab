"""Text that was written over a picture, as a text detector found it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from residency.data.curation.candidate import Candidate
from residency.data.deid.findings import Box
from residency.data.pixels import Picture
from residency.errors import ResidencyError

MOST_COVERED: Final = 0.02  # share of a picture's area
SURE: Final = 0.8  # of what was read in a box
LEAST_READ: Final = 2  # letters and digits


def overlaid(candidate: Candidate, most: float) -> bool:
    """`overlaid-text`: boxes of text cover more than `most` (0.02) of a picture's area.

    A side marker or a scale's label stays below it; a line of labels does not. Only boxes in which
    two letters or digits were read for sure count: a detector that is to miss no name sees one
    character in half of all anatomy, and draws its box around all of it.

    Raises:
        ResidencyError: nobody looked for text (`boxes` is None): it would pass everything.
    """
    if not candidate.pictures:
        return False
    if candidate.boxes is None:
        raise ResidencyError(
            "The filter 'overlaid-text' was given a picture in which nobody looked for text.",
            "Run the text detector first (residency.data.curation.row_filters.needs_boxes).",
        )
    found = zip(candidate.pictures, candidate.boxes, strict=True)
    return any(_covered(picture, boxes) > most for picture, boxes in found)


def _covered(picture: Picture, boxes: Iterable[Box]) -> float:
    """The share of the area that boxes cover together; where two overlap it counts once."""
    mask = np.zeros(picture.shape[:2], bool)
    for box in filter(_is_read, boxes):
        mask[max(box.top, 0) : max(box.bottom, 0), max(box.left, 0) : max(box.right, 0)] = True
    return float(mask.mean())


def _is_read(box: Box) -> bool:
    return box.score >= SURE and sum(map(str.isalnum, box.text)) >= LEAST_READ
