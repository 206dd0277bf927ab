"""Writing covered: a box, the line that it lies on, and what both are filled with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from residency.data.deid.findings import Box
from residency.data.deid.lines import (
    LEAST_MARGIN,
    MARGIN,
    MOST_MARGIN,
    Levels,
    Mask,
    Strip,
    hide,
    prolonged,
    strips,
)
from residency.data.pixels import Pixels

RING = 4  # pixels around a cover, whose median it is filled with


@dataclass(frozen=True, slots=True)
class Cover:
    """What is covered for one box: it, and its line as far as more of that may stand."""

    box: Box
    lines: tuple[Strip, ...] = ()

    def mask(self, height: int, width: int) -> Mask:
        """bool [H, W]: what it hides."""
        hidden = covers([self.box], height, width)
        for line in self.lines:
            hide(line, hidden)
        return hidden

    def anonymous(self) -> Cover:
        """The same, without what was read."""
        return replace(self, box=replace(self.box, text=""))


def cover_of(box: Box, levels: Levels) -> Cover:
    """Cover a box of writing, and its line, in a picture of these levels."""
    return Cover(with_margin(box), tuple(prolonged(line, levels) for line in strips(box)))


def with_margin(box: Box) -> Box:
    """The box grown so that the rims of its characters are in."""
    wanted = round(MARGIN * shorter_side(box))
    return grown(box, int(min(max(wanted, LEAST_MARGIN), MOST_MARGIN)))


def grown(box: Box, by: int) -> Box:
    """The box and so many pixels on each side."""
    return replace(
        box,
        left=box.left - by,
        top=box.top - by,
        right=box.right + by,
        bottom=box.bottom + by,
    )


def shorter_side(box: Box) -> int:
    """In pixels."""
    return min(box.right - box.left, box.bottom - box.top)


def covers(boxes: Iterable[Box], height: int, width: int) -> Mask:
    """bool [H, W]: the pixels that lie in a box."""
    hidden = np.zeros((height, width), dtype=np.bool_)
    for box in boxes:
        rows = slice(max(box.top, 0), min(max(box.bottom, 0), height))
        hidden[rows, max(box.left, 0) : min(max(box.right, 0), width)] = True
    return hidden


def hidden_by(made: Iterable[Cover], height: int, width: int) -> Mask:
    """bool [H, W]: the pixels that any of the covers hides."""
    hidden = np.zeros((height, width), dtype=np.bool_)
    for cover in made:
        hidden |= cover.mask(height, width)
    return hidden


def redacted(pixels: Pixels, made: Sequence[Cover]) -> Pixels:
    """The pixels with every cover filled in every frame, with the median of what is around it."""
    if not made:
        return pixels
    frames = pixels.frames.copy()
    height, width = frames.shape[1:3]
    outside = ~hidden_by(made, height, width)
    for cover in made:
        inside = cover.mask(height, width)
        around = _around(inside) & outside
        if around.any():
            fill = np.median(frames[:, around], axis=1).astype(frames.dtype)
            frames[:, inside] = fill[:, None]
        else:
            frames[:, inside] = frames.min()
    return replace(pixels, frames=frames)


def _around(mask: Mask) -> Mask:
    """The mask and RING pixels on each side."""
    for axis in (0, 1):
        pad = [(0, 0), (0, 0)]
        pad[axis] = (RING, RING)
        wide = np.pad(mask, pad)
        size = mask.shape[axis]
        mask = np.any([np.take(wide, range(k, k + size), axis=axis)
                       for k in range(2 * RING + 1)], axis=0)  # fmt: skip
    return mask
