"""Pictures of one record with a property that is known: a window, a palette, a count, a turn.

Every view is drawn from a seeded generator and comes out as a square: the same question is asked
of every model.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom.pixels.processing import apply_color_lut

from residency.data.image import to_square
from residency.data.pixels import Picture, Pixels, Window

_LINE = 160  # grey of the lines between panels
_WORKING_SIDE = 256  # frames are reduced to this before views are drawn
PALETTES = {
    "hot iron": "1.2.840.10008.1.5.1",
    "spring": "1.2.840.10008.1.5.5",
    "winter": "1.2.840.10008.1.5.8",
}
"""UIDs of well-known colour palettes (PS3.6 Annex B), by the word used in answers."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """What views of one record are drawn from: reduced pixels, a generator, a size."""

    pixels: Pixels
    random: np.random.Generator
    side: int
    jitter: bool

    def view(self, window: Window | None = None) -> Picture:
        """A plain view, uint8 [side, side, 3]; jitter crops, mirrors and re-windows it."""
        frame = int(self.random.integers(len(self.pixels.frames)))
        chosen = window or self.pixels.window
        if not self.jitter:
            return to_square(self.pixels.picture(frame, chosen), self.side)
        factor = float(self.random.uniform(0.8, 1.25))
        shift = float(self.random.uniform(-0.1, 0.1))
        picture = self.pixels.picture(frame, chosen.scaled(factor, shift))
        return to_square(self._crop(picture), self.side)

    def windowed(self, factor: float) -> Picture:
        """Through a window `factor` times as wide as the record's own."""
        return self.view(self.pixels.window.scaled(factor))

    def palette(self, word: str) -> Picture:
        """A grey view through one of PALETTES."""
        grey = self.view()[..., 0]
        return np.ascontiguousarray(apply_color_lut(grey, palette=PALETTES[word]), dtype=np.uint8)

    def montage(self, count: int) -> Picture:
        """`count` framed panels, row by row; a file's one frame is repeated as new views."""
        columns = math.ceil(math.sqrt(count))
        rows = math.ceil(count / columns)
        cell = self.side // columns
        sheet = np.full((rows * cell, columns * cell, 3), _LINE, dtype=np.uint8)
        small = replace(self, side=cell - 2)
        for index in range(count):
            top, left = index // columns * cell + 1, index % columns * cell + 1
            sheet[top : top + cell - 2, left : left + cell - 2] = small.view()
        return to_square(sheet, self.side)

    def upside_down(self) -> Picture:
        """The view turned by half a circle."""
        return np.ascontiguousarray(self.view()[::-1, ::-1])

    def _crop(self, picture: Picture) -> Picture:
        height, width = picture.shape[:2]
        share = float(self.random.uniform(0.75, 1.0))
        tall, wide = max(1, round(height * share)), max(1, round(width * share))
        top = int(self.random.integers(height - tall + 1))
        left = int(self.random.integers(width - wide + 1))
        cropped = picture[top : top + tall, left : left + wide]
        return cropped[:, ::-1] if self.random.random() < 0.5 else cropped


def generator(seed: int, *parts: str | int) -> np.random.Generator:
    """A generator that depends on the seed and the parts only, not on process or order."""
    key = "\0".join(str(p) for p in (seed, *parts)).encode()
    return np.random.default_rng(int.from_bytes(hashlib.sha256(key).digest()[:16], "big"))


def reduce(pixels: Pixels, side: int = _WORKING_SIDE) -> Pixels:
    """The same record with frames of at most side x side, as drawing needs no more."""
    height, width = pixels.frames.shape[1:3]
    scale = side / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    if pixels.colour:
        return replace(pixels, frames=np.stack([_colour(f, size) for f in pixels.frames]))
    return replace(pixels, frames=np.stack([_grey(f, size) for f in pixels.frames]))


def _grey(frame: NDArray[np.generic], size: tuple[int, int]) -> NDArray[np.float32]:
    resized = Image.fromarray(frame).resize(size, Image.Resampling.BOX)
    return np.asarray(resized, dtype=np.float32)


def _colour(frame: NDArray[np.generic], size: tuple[int, int]) -> NDArray[np.uint8]:
    resized = Image.fromarray(frame).resize(size, Image.Resampling.BOX)
    return np.asarray(resized, dtype=np.uint8)
