"""Decoded pixels of one image file, before any view of them is drawn.

Grey pixels keep their physical values (Hounsfield units in CT), so that a window can still be
chosen; colour pixels are 8-bit RGB. MONOCHROME1 is inverted on reading: larger is brighter.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""uint8 [H, W, 3], ready to be shown or encoded."""


@dataclass(frozen=True, slots=True)
class Window:
    """The range of grey values that is spread over black to white."""

    low: float
    high: float

    def scaled(self, factor: float, shift: float = 0.0) -> Window:
        """Same centre (moved by `shift` widths), width times `factor`."""
        width = self.high - self.low
        centre = (self.low + self.high) / 2 + shift * width
        return Window(centre - width * factor / 2, centre + width * factor / 2)


@dataclass(frozen=True, slots=True)
class Pixels:
    """Frames of one file: float32 [F, H, W] when grey, uint8 [F, H, W, 3] when in colour."""

    frames: NDArray[np.float32] | NDArray[np.uint8]
    window: Window
    total_frames: int  # in the file; `frames` may hold a choice of them
    colour: bool = field(default=False)

    @property
    def shorter_side(self) -> int:
        return int(min(self.frames.shape[1:3]))

    def picture(self, frame: int = 0, window: Window | None = None) -> Picture:
        """One frame as uint8 [H, W, 3], through `window` (default: the file's own)."""
        values = self.frames[frame % len(self.frames)]
        if self.colour:
            return np.ascontiguousarray(values, dtype=np.uint8)
        chosen = window or self.window
        width = max(chosen.high - chosen.low, 1e-6)
        grey = np.clip((values - chosen.low) / width, 0.0, 1.0)
        return np.repeat((grey * 255).astype(np.uint8)[..., None], 3, axis=2)

    def digest(self) -> str:
        """SHA-256 of shape and values: equal for equal pixels, however they were stored."""
        canonical = np.ascontiguousarray(self.frames)
        head = f"{canonical.dtype.str}{canonical.shape}{self.total_frames}".encode()
        return hashlib.sha256(head + canonical.tobytes()).hexdigest()


def percentile_window(values: NDArray[np.float32]) -> Window:
    """The window used where a file names none: its 1st to 99th percentile."""
    low, high = (float(v) for v in np.percentile(values, [1.0, 99.0]))
    if high <= low:
        low, high = float(values.min()), float(values.max())
    return Window(low, high if high > low else low + 1.0)
