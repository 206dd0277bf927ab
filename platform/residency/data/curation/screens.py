"""Pictures of a program's window, a page or a chart rather than of a patient.

What a program drew has large areas of exactly one colour, and straight edges along its rows and
columns. A patient's picture has smooth areas too, but their level drifts; its margins, and the
black around it, are cut away or left out first.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from residency.data.curation.candidate import Candidate
from residency.data.pixels import Picture

MOST_FLAT: Final = 0.25  # share of the area
LEAST_EDGES: Final = 6  # straight edges, rows and columns together
LEAST_BOXES: Final = 8  # text boxes, where somebody looked for text

_LONGEST = 1024  # pixels: larger pictures are reduced first
_BLACK = 24  # grey levels
_TILE = 8  # pixels: the side of the tiles that are flat or not, as JPEG's blocks
_NOISE = 6  # grey levels from darkest to brightest in a flat tile
_COLOURS = 3  # flat colours that are counted, of 64 levels a channel
_MARGIN = 12.0  # grey levels that a line of a margin spreads over
_EDGE = 24  # grey levels between the two sides of an edge
_STRAIGHT = 0.2  # share of the picture's width (or height) that a straight edge runs along


def screenshot(candidate: Candidate, most: float) -> bool:
    """`screenshot`: more than `most` (0.25) of a picture lies in flat areas of three colours other
    than black, and it has six straight edges or more, or eight boxes of text."""
    boxes = candidate.boxes or ((),) * len(candidate.pictures)
    found = zip(candidate.pictures, boxes, strict=True)
    return any(_drawn(picture, len(texts), most) for picture, texts in found)


def _drawn(picture: Picture, texts: int, most: float) -> bool:
    image = Image.fromarray(picture)
    image.thumbnail((_LONGEST, _LONGEST), Image.Resampling.NEAREST)
    pixels = _without_margins(np.asarray(image, np.int16))
    if flat_share(pixels) <= most:
        return False
    return texts >= LEAST_BOXES or straight_edges(pixels) >= LEAST_EDGES


def _without_margins(pixels: NDArray[np.int16]) -> NDArray[np.int16]:
    """Without the rows and columns at the rim that hold one grey level only."""
    grey = pixels.mean(axis=2)
    rows, columns = (
        np.flatnonzero(np.ptp(np.percentile(grey, [2.0, 98.0], axis=axis), axis=0) > _MARGIN)
        for axis in (1, 0)
    )
    if not rows.size or not columns.size:
        return pixels
    return pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def flat_share(pixels: NDArray[np.int16]) -> float:
    """The share of pixels [H, W, 3] in tiles of one colour, of the commonest colours not black."""
    height, width = (side // _TILE * _TILE for side in pixels.shape[:2])
    if not height or not width:
        return 0.0
    tiles = pixels[:height, :width].reshape(height // _TILE, _TILE, width // _TILE, _TILE, 3)
    level = tiles.mean(axis=(1, 3))
    flat = np.ptp(tiles, axis=(1, 3)).max(axis=2) <= _NOISE
    coarse = (level / 4).astype(np.int64) @ np.array([64 * 64, 64, 1])
    counts = np.bincount(coarse[flat & (level.max(axis=2) >= _BLACK)], minlength=1)
    return float(np.sort(counts)[-_COLOURS:].sum() / flat.size)


def straight_edges(pixels: NDArray[np.int16]) -> int:
    """How many rows and columns of pixels [H, W, 3] hold a long straight edge."""
    grey = pixels.mean(axis=2)
    return _edges(grey) + _edges(grey.T)


def _edges(grey: NDArray[np.float64]) -> int:
    """Rows of grey [H, W] whose step to the next row has one sign along a long run."""
    step = np.diff(grey, axis=0)
    found = 0
    for sign in (1, -1):
        strong = sign * step > _EDGE
        found += int((_longest_run(strong) >= _STRAIGHT * grey.shape[1]).sum())
    return found


def _longest_run(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The longest run of true values in each row of [R, C]."""
    run = np.zeros(flags.shape[0], np.int64)
    longest = run.copy()
    for column in flags.T:
        run = (run + 1) * column
        np.maximum(longest, run, out=longest)
    return longest
