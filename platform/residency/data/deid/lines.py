"""Lines of writing as strips at any angle, and how far more of a line may reach.

A detector reads a part of a line and loses the rest where the picture drowns it: white digits
that run over white tissue, the end of a name on a bone. So a strip is prolonged along its
baseline, both ways, until a stretch of the picture is clear: next to nothing in it is as light
(or as dark) as the writing, so that more of it would have been read as well. Without such a
stretch it goes on to the margin.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from residency.data.deid.findings import Box, Point

Mask = NDArray[np.bool_]
Distances = NDArray[np.floating]
"""Pixels along a strip, from its middle."""

Levels = NDArray[np.float32]
"""float32 [N, H, W]: each frame, or channel, in 255ths of its window; values may lie outside."""

UPRIGHT = 1.5  # a box so much higher than wide is read along its height, as detectors do
CERTAIN = 0.9  # a reading less sure than this may have been of a line that runs the other way
FLAT = 12.0  # of 255; a smoothed stroke of contrast 30, one pixel wide, still makes 15
UNLIKE = 0.6  # light and dark contrasts of a line this alike do not tell what its ink is
STRETCH = 2.0  # heights of the line that must be clear: more than any gap between words
MOST_NEAR = 0.03  # of a clear stretch may be as the ink is: less than one thin character
ASTRAY = 0.4  # how far a strip's direction may be off, as a slope times length to height
STEEPEST = 0.2
MARGIN = 0.3  # of a line's height, added all around, for the rims of its characters
LEAST_MARGIN, MOST_MARGIN = 3.0, 16.0  # pixels


@dataclass(frozen=True, slots=True)
class Strip:
    """A rectangle at an angle, in pixels; its middle is (x, y)."""

    x: float
    y: float
    along: Point  # of length 1, from its start to its end
    start: float  # from the middle, along it; negative
    end: float
    height: float  # half of the writing's
    half: float  # half of the strip's: with the margin
    slope: float = 0.0  # by which it widens beyond its first length, to either side
    first: float = 0.0  # half of that length


def strips(box: Box) -> Iterator[Strip]:
    """The line that a box holds, with a margin; two where it may run along either side."""
    corners = box.corners or _corners(box)
    across, down = _side(corners[0], corners[1]), _side(corners[0], corners[3])
    width, height = math.hypot(*across), math.hypot(*down)
    if width == 0 or height == 0:
        return
    middle = (sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4)
    either = box.score < CERTAIN and max(width, height) < UPRIGHT * min(width, height)
    if height < UPRIGHT * width:
        yield _strip(middle, across, width, height)
    if height >= UPRIGHT * width or either:
        yield _strip(middle, down, height, width)


def prolonged(strip: Strip, levels: Levels) -> Strip:
    """The strip as far as more of its line may stand, both ways."""
    return replace(
        strip,
        start=-_reach(strip, levels, -1, -strip.start),
        end=_reach(strip, levels, 1, strip.end),
    )


def hide(strip: Strip, hidden: Mask) -> None:
    """Mark the pixels of a strip in `hidden` (bool [H, W])."""
    (left, right), (top, bottom) = (
        _span(values, limit)
        for values, limit in zip(_outline(strip), hidden.shape[::-1], strict=True)
    )
    rows, columns = np.mgrid[top:bottom, left:right]
    dx, dy = columns - strip.x, rows - strip.y
    ahead = dx * strip.along[0] + dy * strip.along[1]
    aside = np.abs(dy * strip.along[0] - dx * strip.along[1])
    within = (ahead >= strip.start) & (ahead <= strip.end)
    hidden[top:bottom, left:right] |= within & (aside <= _half(strip, np.abs(ahead)))


def _corners(box: Box) -> tuple[Point, ...]:
    return (
        (box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)
    )  # fmt: skip


def _side(start: Point, end: Point) -> Point:
    return end[0] - start[0], end[1] - start[1]


def _strip(middle: Point, side: Point, length: float, height: float) -> Strip:
    margin = min(max(MARGIN * height, LEAST_MARGIN), MOST_MARGIN)
    along = (side[0] / length, side[1] / length)
    half = length / 2 + margin
    slope = min(ASTRAY * height / length, STEEPEST)
    return Strip(*middle, along, -half, half, height / 2, height / 2 + margin, slope, half)


def _half(strip: Strip, ahead: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half of the strip's height at points so far from its middle."""
    return strip.half + strip.slope * np.maximum(ahead - strip.first, 0.0)


def _outline(strip: Strip) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """x and y of the four corners."""
    points = []
    for ahead in (strip.start, strip.end):
        half = float(_half(strip, np.asarray(abs(ahead), dtype=np.float64)))
        for aside in (-half, half):
            points.append((
                strip.x + ahead * strip.along[0] - aside * strip.along[1],
                strip.y + ahead * strip.along[1] + aside * strip.along[0],
            ))  # fmt: skip
    xs, ys = zip(*points, strict=True)
    return xs, ys


def _span(values: tuple[float, ...], limit: int) -> tuple[int, int]:
    """Pixels from the least to the greatest value, within the picture."""
    low, high = math.floor(min(values)), math.ceil(max(values)) + 1
    return min(max(low, 0), limit), max(min(high, limit), 0)


def _reach(strip: Strip, levels: Levels, way: int, end: float) -> float:
    """How far from the middle the line may go on, one way: `end` where a clear stretch follows."""
    height, width = levels.shape[1:]
    most = math.ceil(math.hypot(height, width))
    beyond, inside = _sampled(strip, levels, way * (end + np.arange(1, most + 1)))
    within, own = _sampled(strip, levels, np.arange(strip.start, strip.end + 1))
    size = max(round(STRETCH * 2 * strip.height), 1)
    inks = [ink for plane in range(len(levels)) for ink in _inks(plane, within[plane][own])]
    if inks:
        drowned = [ink.near(beyond[ink.plane]) & inside for ink in inks]
        unclear = [_summed(one, size) > MOST_NEAR * _summed(inside, size) for one in drowned]
    else:
        unclear = [_spread(plane, inside, size) > FLAT for plane in beyond]
    return end + float(np.flatnonzero(~np.any(unclear, axis=0))[0])


@dataclass(frozen=True, slots=True)
class _Ink:
    """What a line seems to be written with, in one frame or channel."""

    plane: int
    sign: int  # 1 where it is lighter than its ground, -1 where it is darker
    tone: float
    contrast: float

    def near(self, values: Levels) -> Mask:
        """Where the ground is so near to the ink, or beyond it, that it may drown a character."""
        return self.sign * (values - self.tone) > -self.contrast / 2


def _inks(plane: int, values: Levels) -> Iterator[_Ink]:
    """Light or dark, or either where that cannot be told; none where nothing stands out."""
    if values.size == 0:  # a strip that lies outside of the picture
        return
    low, ground, high = (float(v) for v in np.percentile(values, (3, 50, 97)))
    light, dark = high - ground, ground - low
    if light >= max(FLAT, UNLIKE * dark):
        yield _Ink(plane, 1, high, light)
    if dark >= max(FLAT, UNLIKE * light):
        yield _Ink(plane, -1, low, dark)


def _sampled(strip: Strip, levels: Levels, ahead: Distances) -> tuple[Levels, Mask]:
    """Levels at points so far along the strip, over its height: [N, height, ahead], and which
    of them lie in the picture: [height, ahead]."""
    height, width = levels.shape[1:]
    aside = np.arange(-math.ceil(strip.height), math.ceil(strip.height) + 1)[:, None]
    columns = np.rint(strip.x + ahead * strip.along[0] - aside * strip.along[1]).astype(np.int64)
    rows = np.rint(strip.y + ahead * strip.along[1] + aside * strip.along[0]).astype(np.int64)
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    return levels[:, rows.clip(0, height - 1), columns.clip(0, width - 1)], inside


def _summed(marked: Mask, size: int) -> NDArray[np.int64]:
    """How many points are marked in the stretch of so many columns that begins at each; beyond
    the last column none is."""
    sums = np.cumsum(np.pad(marked.sum(axis=0), (1, size)))
    summed: NDArray[np.int64] = sums[size:] - sums[:-size]
    return summed


def _spread(values: Levels, inside: Mask, size: int) -> Levels:
    """The greatest difference of levels in the stretch that begins at each column."""
    window = np.lib.stride_tricks.sliding_window_view
    low = np.where(inside, values, np.inf).min(axis=0)
    high = np.where(inside, values, -np.inf).max(axis=0)
    lows = window(np.pad(low, (0, size), constant_values=np.inf), size).min(axis=1)
    highs = window(np.pad(high, (0, size), constant_values=-np.inf), size).max(axis=1)
    spread: Levels = highs - lows
    return spread
