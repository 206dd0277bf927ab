"""What is made of a detector's findings: which of them are writing.

Texture looks like writing to a detector, and reads like nothing: what tells them apart is how
sure the reader is of the characters. The thresholds were set by hand on trial draws of the grid of
benchmarks/burned_in_text.py and on images of its list without text, which is no held-out set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from residency.data.deid.findings import Box
from residency.data.deid.identity import SHORTEST
from residency.data.deid.lines import CERTAIN, Mask
from residency.data.deid.redaction import covers, grown, shorter_side
from residency.data.pixels import Pixels

SURE = 0.55  # mean probability of the characters, from which a reading is writing
SURE_OF_A_PAIR = 0.8  # the same for two characters: bones and vessels read as "Va" or "NY"
LEAST_SIDE = 6  # pixels; writing of 12 px has boxes of 8 and more
RINGS = frozenset("0OoCDQ8°.")  # cells and holes in a row read as "000" or "CO"
LONGEST_RINGS = 4  # characters; so few of these name nobody
BODY_SIDE = 96  # pixels; two or three characters larger than that are a body or a bone
NAMED = 0.3  # a reading that holds a value of the study is writing from here on
SHORT = 3  # characters; so short a reading may be a piece of a line that the picture drowns
PAIR = 2  # characters, which may be read with certainty askew
BUSY = 40  # grey levels that a picture deviates by around a box, where it may drown writing


@dataclass(frozen=True, slots=True)
class Reader:
    """Decides what of a detector's findings is writing."""

    identifying: tuple[str, ...] = ()  # values of the study, found wherever they stand
    strictness: float = 0.0  # taken off the thresholds, for files that are likely to hold text

    def is_writing(self, box: Box) -> bool:
        """Whether a box holds two characters or more. One alone, such as R or L, names nobody."""
        text = "".join(box.text.split())
        if len(text) < 2 or shorter_side(box) < LEAST_SIDE:
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
            reach = grown(sure[reached], shorter_side(sure[reached]))
            joined = [box for box in rest if _touch(box, reach) and _alike(box, sure[reached])]
            rest = [box for box in rest if box not in joined]
            sure += joined
            reached += 1
        return sure

    def _names(self, text: str) -> bool:
        values = ("".join(value.split()).lower() for value in self.identifying)
        return any(len(value) >= SHORTEST and value in text.lower() for value in values)


def may_be_a_piece(box: Box, pixels: Pixels, hidden: Mask) -> bool:
    """Whether a short reading stands where the rest of its line could not be seen.

    So few characters do not tell which way their line runs, so it may run on where nothing was
    covered; three that are read with certainty do tell (of 28 on the grid none was 9 degrees
    off, of 63 pairs 8 were). What is `hidden` (bool [H, W]) can drown nothing any more: other
    lines beside the reading are no busy surroundings.
    """
    length = len("".join(box.text.split()))
    if length > SHORT or (length > PAIR and box.score >= CERTAIN):
        return False
    height, width = pixels.frames.shape[1:3]
    around = covers([grown(box, shorter_side(box))], height, width)
    around &= ~(hidden | covers([box], height, width))
    frames = (pixels.picture(frame)[around] for frame in range(len(pixels.frames)))
    return bool(around.any()) and any(float(frame.std()) > BUSY for frame in frames)


def _is_body(box: Box, text: str) -> bool:
    return len(text) <= 3 and shorter_side(box) > BODY_SIDE


def _touch(one: Box, other: Box) -> bool:
    across = one.left < other.right and other.left < one.right
    return across and one.top < other.bottom and other.top < one.bottom


def _alike(one: Box, other: Box) -> bool:
    """Whether two boxes may be of one line: a brain beside a word is not."""
    sides = sorted((shorter_side(one), shorter_side(other)))
    return sides[1] <= 2 * sides[0]
