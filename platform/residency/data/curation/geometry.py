"""Filters on the size of pictures, and on whether there is anything in them."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image

from residency.data.curation.candidate import Candidate
from residency.data.pixels import Picture

LEAST_SIDE: Final = 64.0  # pixels
LEAST_DEVIATION: Final = 3.0  # standard deviation of grey levels of 255
LEAST_MEGAPIXELS: Final = 0.01  # 100 x 100
MOST_ASPECT: Final = 4.0  # longer side / shorter side

_THUMBNAIL = 16  # as outlines have it, so that both ways of the data measure alike


def too_small(candidate: Candidate, least: float) -> bool:
    """`min-side`: the shorter side of a picture has fewer than `least` pixels (64)."""
    return any(min(picture.shape[:2]) < least for picture in candidate.pictures)


def blank(candidate: Candidate, least: float) -> bool:
    """`blank`: the grey levels of a picture at 16 x 16 deviate by less than `least` (3 of 255)."""
    return any(_deviation(picture) < least for picture in candidate.pictures)


def outside_resolution(candidate: Candidate, least: float, most: float) -> bool:
    """`resolution`: a picture has fewer than `least` (0.01) or more than `most` (no limit)
    megapixels, or is more than four times as long as it is wide."""
    return any(_outside(picture.shape[:2], least, most) for picture in candidate.pictures)


def _outside(size: tuple[int, ...], least: float, most: float) -> bool:
    height, width = size
    area = height * width / 1e6
    return not least <= area <= most or max(size) > MOST_ASPECT * min(size)


def _deviation(picture: Picture) -> float:
    image = Image.fromarray(picture).resize((_THUMBNAIL, _THUMBNAIL), Image.Resampling.BOX)
    return float(np.asarray(image, np.float32).std())
