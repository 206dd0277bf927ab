"""Pixels without writing: regions by device, then a search, redaction, and a search again.

Every frame that was read is looked at. What cannot be found clean is refused: when writing is
still found after it was covered, when it covers much of the picture, or when the file says that
text is burned in and none is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydicom.dataset import Dataset

from residency.data.deid.burned_in import (
    SHORT,
    Reader,
    covers,
    may_be_a_piece,
    redacted,
    with_margin,
)
from residency.data.deid.findings import Box
from residency.data.deid.identity import identifying_values
from residency.data.deid.regions import regions
from residency.data.deid.renditions import renditions
from residency.data.header import text_value
from residency.data.pixels import Picture, Pixels, Window
from residency.ports import TextDetector

REMAINS = "writing remains after redaction"
TOO_MUCH = "writing covers too much of the picture"
PIECE = "a piece of writing stands where the rest could not be seen"
NOT_FOUND = "the file says that text is burned in, and none was found"
NESTED = "the header nests too deeply"


@dataclass(frozen=True, slots=True)
class SearchPolicy:
    """How pixels are searched."""

    most_covered: float = 0.35  # of a frame; more writing than that is a report or a screen
    searches: int = 4  # the last one must find nothing
    likely: frozenset[str] = frozenset({"US", "SC", "XC", "OT", "ES"})  # modalities with text
    strictness: float = 0.1  # taken off the thresholds for those, and for annotated files


@dataclass(frozen=True, slots=True)
class CleanPixels:
    """Pixels in which no writing is found, and the boxes that were covered to get there."""

    pixels: Pixels
    by_rule: tuple[Box, ...] = ()  # what the device's rules blanked
    found: tuple[Box, ...] = ()  # where writing was found, without what it said

    @property
    def touched(self) -> bool:
        """Whether any pixel may differ from the original."""
        return bool(self.by_rule or self.found)


@dataclass(frozen=True, slots=True)
class Unclean:
    """Why pixels may not pass: one of the sentences of this module."""

    reason: str


def clean_pixels(
    pixels: Pixels,
    header: Dataset | None,
    detector: TextDetector,
    policy: SearchPolicy | None = None,
) -> CleanPixels | Unclean:
    """The frames of a file, searched and redacted; `header` is the raw one, where there is one."""
    rules = policy or SearchPolicy()
    if header is None:
        return _search(pixels, Reader(), detector, rules)
    try:
        identifying = identifying_values(header)
    except ValueError:
        return Unclean(NESTED)
    annotated = text_value(header, "BurnedInAnnotation").upper() not in ("", "NO")
    likely = annotated or text_value(header, "Modality").upper() in rules.likely
    blanked = regions(header, *pixels.frames.shape[1:3])
    reader = Reader(identifying, rules.strictness if likely else 0.0)
    verdict = _search(redacted(pixels, blanked), reader, detector, rules)
    if isinstance(verdict, Unclean):
        return verdict
    if annotated and not blanked and not verdict.found:
        return Unclean(NOT_FOUND)
    return replace(verdict, by_rule=blanked)


def clean_picture(
    picture: Picture,
    identifying: tuple[str, ...],
    detector: TextDetector,
    policy: SearchPolicy | None = None,
) -> CleanPixels | Unclean:
    """A picture (uint8 [H, W, 3]) without a header; `identifying` are the study's own values."""
    pixels = Pixels(picture[None], Window(0.0, 255.0), total_frames=1, colour=True)
    return _search(pixels, Reader(identifying), detector, policy or SearchPolicy())


def _search(
    pixels: Pixels, reader: Reader, detector: TextDetector, policy: SearchPolicy
) -> CleanPixels | Unclean:
    height, width = pixels.frames.shape[1:3]
    covered: list[Box] = []
    for _ in range(policy.searches):
        found = _writing(pixels, reader, detector)
        if not found:
            return CleanPixels(pixels, found=tuple(replace(box, text="") for box in covered))
        if _in_pieces(found, covered, pixels):
            return Unclean(PIECE)
        covered += found
        if covers(covered, height, width).mean() > policy.most_covered:
            return Unclean(TOO_MUCH)
        pixels = redacted(pixels, found)
    return Unclean(REMAINS)


def _writing(pixels: Pixels, reader: Reader, detector: TextDetector) -> Sequence[Box]:
    """Where to cover: boxes found in any rendition of any frame, with their margins."""
    found = [
        rendition.back(box)
        for frame in range(len(pixels.frames))
        for rendition in renditions(pixels, frame)
        for box in detector.find(rendition.picture)
    ]
    return [with_margin(box) for box in reader.writing(found)]


def _in_pieces(found: Sequence[Box], covered: Sequence[Box], pixels: Pixels) -> bool:
    """Whether a short reading is not part of a longer one, and may be a piece of more."""
    long = [box for box in (*found, *covered) if len(box.text) > SHORT]
    height, width = pixels.frames.shape[1:3]
    read = covers(long, height, width)
    alone = (box for box in found if not (covers([box], height, width) & read).any())
    return any(may_be_a_piece(box, pixels) for box in alone)
