"""What a text detector is shown of a frame: as it is, enlarged, and with its contrast evened.

Faint writing is lost on a detector that was trained on print. Where every pixel is shown in
standard deviations of its neighbourhood, writing 30 grey levels off its background looks like any
other, also where the file's window shows nothing of it; smoothed first, noise drowns less of it.
Large frames are shown in tiles, so that memory is bounded.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from residency.data.deid.findings import Box
from residency.data.pixels import Picture, Pixels

ENLARGED = 2  # writing of 12 px is small for a detector as it is
TILE, OVERLAP = 1536, 320  # pixels of a rendition; a line of writing fits into the overlap
NEIGHBOURHOOD = 12  # pixels to each side: about a line of writing
FAINTEST = 6 / 255  # of the window; weaker variation is noise, and is not stretched further
SPREAD = 50  # grey levels that one standard deviation becomes

Grey = NDArray[np.float32]
"""float32 [H, W]"""


@dataclass(frozen=True, slots=True)
class Rendition:
    """A picture for the detector, and where it lies in the frame."""

    picture: Picture
    scale: int = 1
    left: int = 0  # of the tile, in pixels of the rendition
    top: int = 0

    def back(self, box: Box) -> Box:
        """A box of this picture as a box of the frame, rounded outwards."""
        return replace(
            box,
            left=math.floor((box.left + self.left) / self.scale),
            top=math.floor((box.top + self.top) / self.scale),
            right=math.ceil((box.right + self.left) / self.scale),
            bottom=math.ceil((box.bottom + self.top) / self.scale),
        )


def renditions(pixels: Pixels, frame: int) -> Iterator[Rendition]:
    """Everything that is shown of one frame. Polarity needs none: the detector reads both."""
    plain = pixels.picture(frame)
    values, width = _values(pixels, frame, plain)
    yield from _tiles(plain, 1)
    for shown in (plain, even_contrast(values, width), even_contrast(_smoothed(values), width)):
        yield from _tiles(_enlarged(shown), ENLARGED)


def even_contrast(values: Grey, width: float) -> Picture:
    """uint8 [H, W, 3]: each value in standard deviations of its neighbourhood, mid-grey the mean.

    `width` is that of the window. Values outside it count: writing may hide there.
    """
    mean = _box_mean(values.astype(np.float64))
    squares = _box_mean(np.square(values, dtype=np.float64))
    deviation = np.sqrt(np.maximum(squares - mean * mean, 0.0))
    standard = (values - mean) / np.maximum(deviation, FAINTEST * width)
    grey = np.clip(128 + SPREAD * standard, 0, 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def _values(pixels: Pixels, frame: int, plain: Picture) -> tuple[Grey, float]:
    if pixels.colour:
        return plain.mean(axis=2, dtype=np.float32), 255.0
    window = pixels.window
    return pixels.frames[frame].astype(np.float32), max(window.high - window.low, 1e-6)


def _box_mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of each pixel's neighbourhood, mirrored at the border, by running sums."""
    size = 2 * NEIGHBOURHOOD + 1
    for axis in (0, 1):
        pad = [(0, 0), (0, 0)]
        pad[axis] = (NEIGHBOURHOOD + 1, NEIGHBOURHOOD)
        sums = np.cumsum(np.pad(values, pad, mode="symmetric"), axis=axis)
        ends = np.split(sums, [size], axis=axis)[1]
        starts = np.split(sums, [sums.shape[axis] - size], axis=axis)[0]
        values = (ends - starts) / size
    return values


def _smoothed(values: Grey) -> Grey:
    """By the binomial (1 4 6 4 1)/16 along both axes: a Gaussian of one pixel."""
    for axis in (0, 1):
        pad = [(0, 0), (0, 0)]
        pad[axis] = (2, 2)
        wide = np.pad(values, pad, mode="edge")
        parts = [np.take(wide, range(k, k + values.shape[axis]), axis=axis) for k in range(5)]
        mean = (parts[0] + 4 * parts[1] + 6 * parts[2] + 4 * parts[3] + parts[4]) / 16
        values = mean.astype(np.float32)
    return values


def _enlarged(picture: Picture) -> Picture:
    height, width = picture.shape[:2]
    size = (width * ENLARGED, height * ENLARGED)
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC))


def _tiles(picture: Picture, scale: int) -> Iterator[Rendition]:
    height, width = picture.shape[:2]
    for top in _starts(height):
        for left in _starts(width):
            tile = picture[top : top + TILE, left : left + TILE]
            yield Rendition(np.ascontiguousarray(tile), scale, left, top)


def _starts(length: int) -> range:
    """Where tiles begin along one side; each holds TILE pixels or what is left."""
    return range(0, max(length - OVERLAP, 1), TILE - OVERLAP)
