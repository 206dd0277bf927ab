"""What is made of a detector's findings: which are writing, what is covered, with what.

Texture looks like writing to a detector, and reads like nothing: what tells them apart is how
sure the reader is of the characters. The thresholds were set by hand on trial draws of the grid of
benchmarks/burned_in_text.py and on images of its list without text, which is no held-out set.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from residency.data.deid.findings import Box
from residency.data.deid.identity import SHORTEST
from residency.data.pixels import Pixels

SURE = 0.7  # mean probability of the characters, from which a reading is writing
SURE_OF_A_PAIR = 0.8  # the same for two characters: bones and vessels read as "Va" or "NY"
LEAST_SIDE = 6  # pixels; writing of 12 px has boxes of 8 and more
RINGS = frozenset("0OoCDQ8°.")  # cells and holes in a row read as "000" or "CO"
LONGEST_RINGS = 4  # characters; so few of these name nobody
BODY_SIDE = 96  # pixels; two or three characters larger than that are a body or a bone
NAMED = 0.3  # a reading that holds a value of the study is writing from here on
MARGIN = 0.3  # of a box's shorter side, added all around before it is filled
LEAST_MARGIN, MOST_MARGIN = 3, 16  # pixels
SHORT = 3  # characters; so short a reading may be a piece of a line that the picture drowns
BUSY = 40  # grey levels that a picture deviates by around a box, where it may drown writing
RING = 4  # pixels around a box, whose median it is filled with


@dataclass(frozen=True, slots=True)
class Reader:
    """Decides what of a detector's findings is writing."""

    identifying: tuple[str, ...] = ()  # values of the study, found wherever they stand
    strictness: float = 0.0  # taken off the thresholds, for files that are likely to hold text

    def is_writing(self, box: Box) -> bool:
        """Whether a box holds two characters or more. One alone, such as R or L, names nobody."""
        text = "".join(box.text.split())
        if len(text) < 2 or _shorter_side(box) < LEAST_SIDE:
            return False
        if box.score >= NAMED and self._names(text):
            return True
        if len(text) <= LONGEST_RINGS and (RINGS.issuperset(text) or _is_body(box, text)):
            return False
        return box.score >= (SURE_OF_A_PAIR if len(text) == 2 else SURE) - self.strictness

    def writing(self, found: Sequence[Box]) -> list[Box]:
        """The boxes that hold writing, and those beside them that may be more of the same line."""
        sure = [box for box in found if self.is_writing(box)]
        rest = [box for box in found if not self.is_writing(box)]
        reached = 0
        while reached < len(sure):
            reach = _grown(sure[reached], _shorter_side(sure[reached]))
            joined = [box for box in rest if _touch(box, reach) and _alike(box, sure[reached])]
            rest = [box for box in rest if box not in joined]
            sure += joined
            reached += 1
        return sure

    def _names(self, text: str) -> bool:
        values = ("".join(value.split()).lower() for value in self.identifying)
        return any(len(value) >= SHORTEST and value in text.lower() for value in values)


def covers(boxes: Iterable[Box], height: int, width: int) -> NDArray[np.bool_]:
    """bool [H, W]: the pixels that filling the boxes would hide."""
    hidden = np.zeros((height, width), dtype=np.bool_)
    for box in boxes:
        hidden[_slices(box, height, width)] = True
    return hidden


def with_margin(box: Box) -> Box:
    """The box grown so that the rims of its characters are in."""
    wanted = round(MARGIN * _shorter_side(box))
    return _grown(box, min(max(wanted, LEAST_MARGIN), MOST_MARGIN))


def may_be_a_piece(box: Box, pixels: Pixels) -> bool:
    """Whether a short reading stands where the rest of its line could not be seen."""
    if len("".join(box.text.split())) > SHORT:
        return False
    height, width = pixels.frames.shape[1:3]
    around = covers([_grown(box, _shorter_side(box))], height, width)
    around &= ~covers([box], height, width)
    frames = (pixels.picture(frame)[around] for frame in range(len(pixels.frames)))
    return bool(around.any()) and any(float(frame.std()) > BUSY for frame in frames)


def redacted(pixels: Pixels, boxes: Sequence[Box]) -> Pixels:
    """The pixels with the boxes filled in every frame, each with the median of what is around."""
    if not boxes:
        return pixels
    frames = pixels.frames.copy()
    height, width = frames.shape[1:3]
    outside = ~covers(boxes, height, width)
    for box in boxes:
        around = covers([_grown(box, RING)], height, width) & outside
        inside = (slice(None), *_slices(box, height, width))
        if around.any():
            fill = np.median(frames[:, around], axis=1)
            frames[inside] = fill[:, None, None].astype(frames.dtype)
        else:
            frames[inside] = frames.min()
    return replace(pixels, frames=frames)


def _slices(box: Box, height: int, width: int) -> tuple[slice, slice]:
    return (
        slice(max(box.top, 0), min(max(box.bottom, 0), height)),
        slice(max(box.left, 0), min(max(box.right, 0), width)),
    )


def _grown(box: Box, by: int) -> Box:
    return replace(
        box,
        left=box.left - by,
        top=box.top - by,
        right=box.right + by,
        bottom=box.bottom + by,
    )


def _shorter_side(box: Box) -> int:
    return min(box.right - box.left, box.bottom - box.top)


def _is_body(box: Box, text: str) -> bool:
    return len(text) <= 3 and _shorter_side(box) > BODY_SIDE


def _touch(one: Box, other: Box) -> bool:
    across = one.left < other.right and other.left < one.right
    return across and one.top < other.bottom and other.top < one.bottom


def _alike(one: Box, other: Box) -> bool:
    """Whether two boxes may be of one line: a brain beside a word is not."""
    sides = sorted((_shorter_side(one), _shorter_side(other)))
    return sides[1] <= 2 * sides[0]
