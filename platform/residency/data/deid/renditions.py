"""What a text detector is shown of a frame: as it is, enlarged, and with its contrast evened.

Every frame is looked at once, in the renditions that together miss least. Where that found
writing, what is left of the frame is looked at in others.

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

from residency.data.deid.findings import Box, Point
from residency.data.pixels import Picture, Pixels

ENLARGED = 2  # writing of 12 px is small for a detector as it is
TILE, OVERLAP = 1536, 320  # pixels of a rendition; a line of writing fits into the overlap
LINE, LINES = 12, 30  # pixels to each side that contrast is evened over: a line, or several
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
    turned: int = 0  # where it was turned anticlockwise: its width before; 0: upright

    def back(self, box: Box) -> Box:
        """A box of this picture as a box of the frame, rounded outwards."""
        ends = (self._back(box.left, box.top), self._back(box.right, box.bottom))
        (left, right), (top, bottom) = (sorted(values) for values in zip(*ends, strict=True))
        return replace(
            box,
            left=math.floor(left),
            top=math.floor(top),
            right=math.ceil(right),
            bottom=math.ceil(bottom),
            corners=tuple(self._back(x, y) for x, y in box.corners),
        )

    def _back(self, x: float, y: float) -> Point:
        x, y = x + self.left, y + self.top
        if self.turned:
            x, y = self.turned - y, x
        return x / self.scale, y / self.scale


def renditions(pixels: Pixels, frame: int) -> Iterator[Rendition]:
    """What is shown of every frame. Polarity needs none: the detector reads both."""
    plain = pixels.picture(frame)
    values, width = _values(pixels, frame, plain)
    large = _enlarged(plain)
    yield from _tiles(plain, 1)
    yield from _tiles(large, ENLARGED)
    yield from _turned(large, ENLARGED)
    yield from _turned(_enlarged(even_contrast(values, width, LINES)), ENLARGED)
    yield from _tiles(_enlarged(even_contrast(smoothed(values), width, LINE)), ENLARGED)


def closer(pixels: Pixels, frame: int) -> Iterator[Rendition]:
    """What is shown of a frame in which writing was found and covered."""
    plain = pixels.picture(frame)
    values, width = _values(pixels, frame, plain)
    yield from _tiles(even_contrast(values, width, LINE), 1)
    yield from _tiles(_enlarged(255 - plain), ENLARGED)
    yield from _tiles(_enlarged(even_contrast(values, width, LINES)), ENLARGED)
    yield from _turned(_enlarged(even_contrast(values, width, LINE)), ENLARGED)


def levels(pixels: Pixels) -> NDArray[np.float32]:
    """float32 [N, H, W]: each frame (and channel) smoothed, in 255ths of its window."""
    if pixels.colour:
        channels = np.moveaxis(pixels.frames, 3, 1).reshape(-1, *pixels.frames.shape[1:3])
        return np.stack([smoothed(channel.astype(np.float32)) for channel in channels])
    factor = 255 / max(pixels.window.high - pixels.window.low, 1e-6)
    return np.stack([smoothed(frame.astype(np.float32) * factor) for frame in pixels.frames])


def even_contrast(values: Grey, width: float, reach: int) -> Picture:
    """uint8 [H, W, 3]: each value in standard deviations of its neighbourhood, mid-grey the mean.

    `width` is that of the window. Values outside it count: writing may hide there. `reach`: how
    many pixels to each side the neighbourhood has.
    """
    mean = _box_mean(values.astype(np.float64), reach)
    squares = _box_mean(np.square(values, dtype=np.float64), reach)
    deviation = np.sqrt(np.maximum(squares - mean * mean, 0.0))
    standard = (values - mean) / np.maximum(deviation, FAINTEST * width)
    grey = np.clip(128 + SPREAD * standard, 0, 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def _values(pixels: Pixels, frame: int, plain: Picture) -> tuple[Grey, float]:
    if pixels.colour:
        return plain.mean(axis=2, dtype=np.float32), 255.0
    window = pixels.window
    return pixels.frames[frame].astype(np.float32), max(window.high - window.low, 1e-6)


def _box_mean(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """The mean of each pixel's neighbourhood, mirrored at the border, by running sums."""
    size = 2 * reach + 1
    for axis in (0, 1):
        pad = [(0, 0), (0, 0)]
        pad[axis] = (reach + 1, reach)
        sums = np.cumsum(np.pad(values, pad, mode="symmetric"), axis=axis)
        ends = np.split(sums, [size], axis=axis)[1]
        starts = np.split(sums, [sums.shape[axis] - size], axis=axis)[0]
        values = (ends - starts) / size
    return values


def smoothed(values: Grey) -> Grey:
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


def _turned(picture: Picture, scale: int) -> Iterator[Rendition]:
    """Tiles of the picture turned by 90 degrees: the detector sees lines that lie flat best."""
    for rendition in _tiles(np.rot90(picture), scale):
        yield replace(rendition, turned=picture.shape[1])


def _tiles(picture: Picture, scale: int) -> Iterator[Rendition]:
    height, width = picture.shape[:2]
    for top in _starts(height):
        for left in _starts(width):
            tile = picture[top : top + TILE, left : left + TILE]
            yield Rendition(np.ascontiguousarray(tile), scale, left, top)


def _starts(length: int) -> range:
    """Where tiles begin along one side; each holds TILE pixels or what is left."""
    return range(0, max(length - OVERLAP, 1), TILE - OVERLAP)
