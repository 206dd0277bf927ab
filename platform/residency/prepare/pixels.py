"""Pixels without writing: regions by device, then a search, redaction, and a search again.

Every frame that was read is looked at. Where writing is found, its box and the line that it lies
on are covered, and what is left is looked at more closely, until nothing is found. What cannot be
found clean is refused: when writing is still found after it was covered, when it covers much of
the picture, or when the file says that text is burned in and none is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pydicom.dataset import Dataset

from residency.data.deid.burned_in import SHORT, Reader, may_be_a_piece
from residency.data.deid.findings import Box
from residency.data.deid.identity import identifying_values
from residency.data.deid.lines import Mask
from residency.data.deid.redaction import Cover, cover_of, covers, hidden_by, redacted, with_margin
from residency.data.deid.regions import regions
from residency.data.deid.renditions import Rendition, closer, levels, renditions
from residency.data.header import text_value
from residency.data.pixels import Picture, Pixels, Window
from residency.ports import TextDetector
from residency.spec.dataset import PixelPolicy

REMAINS = "writing remains after redaction"
TOO_MUCH = "writing covers too much of the picture"
PIECE = "a piece of writing stands where the rest could not be seen"
NOT_FOUND = "the file says that text is burned in, and none was found"
NESTED = "the header nests too deeply"
TOO_LARGE = "more pixels than are searched (pixels.mostPixels)"


@dataclass(frozen=True, slots=True)
class SearchPolicy:
    """How pixels are searched."""

    most_pixels: int = PixelPolicy().most_pixels  # of all frames together; time grows with them
    most_written: float = 0.35  # of a frame; more writing than that is a report or a screen
    most_hidden: float = 0.6  # of a frame, with the lines prolonged; little is left of it
    searches: int = 4  # the last one must find nothing
    likely: frozenset[str] = frozenset({"US", "SC", "XC", "OT", "ES"})  # modalities with text
    strictness: float = 0.1  # taken off the thresholds for those, and for annotated files


@dataclass(frozen=True, slots=True)
class CleanPixels:
    """Pixels in which no writing is found, and the boxes that were covered to get there."""

    pixels: Pixels
    by_rule: tuple[Box, ...] = ()  # what the device's rules blanked
    found: tuple[Cover, ...] = ()  # for writing that was found, without what it said

    @property
    def touched(self) -> bool:
        """Whether any pixel may differ from the original."""
        return bool(self.by_rule or self.found)

    def hidden(self) -> Mask:
        """bool [H, W]: the pixels that were covered because writing was found."""
        return hidden_by(self.found, *self.pixels.frames.shape[1:3])


@dataclass(frozen=True, slots=True)
class Unclean:
    """Why pixels may not pass: one of the sentences of this module."""

    reason: str


def clean_pixels(
    pixels: Pixels,
    header: Dataset | None,
    detector: TextDetector,
    policy: SearchPolicy | None = None,
    identifying: tuple[str, ...] = (),
) -> CleanPixels | Unclean:
    """The frames of a file, searched and redacted; `header` is the raw one, where there is one.

    `identifying` are the record's own values, found beside those of the header.
    """
    rules = policy or SearchPolicy()
    if header is None:
        return _search(pixels, Reader(identifying), detector, rules)
    try:
        identifying = (*identifying, *identifying_values(header))
    except ValueError:
        return Unclean(NESTED)
    annotated = text_value(header, "BurnedInAnnotation").upper() not in ("", "NO")
    likely = annotated or text_value(header, "Modality").upper() in rules.likely
    blanked = regions(header, *pixels.frames.shape[1:3])
    reader = Reader(identifying, rules.strictness if likely else 0.0)
    open_pixels = redacted(pixels, [Cover(box) for box in blanked])
    verdict = _search(open_pixels, reader, detector, rules)
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
    count, height, width = pixels.frames.shape[:3]
    if count * height * width > policy.most_pixels:
        return Unclean(TOO_LARGE)
    found = _writing(pixels, reader, detector, renditions)
    if not found:
        return CleanPixels(pixels)
    before, shown = levels(pixels), pixels
    read: list[Box] = []
    for _ in range(policy.searches - 1):
        read += found
        made = [
            cover_of(box, before) if reader.is_writing(box) else Cover(with_margin(box))
            for box in read
        ]
        hidden = hidden_by(made, height, width)
        boxes = covers((cover.box for cover in made), height, width)
        if boxes.mean() > policy.most_written or hidden.mean() > policy.most_hidden:
            return Unclean(TOO_MUCH)
        if _in_pieces([box for box in read if reader.is_writing(box)], pixels, hidden):
            return Unclean(PIECE)
        shown = redacted(pixels, made)
        found = _writing(shown, reader, detector, closer)
        if not found:
            return CleanPixels(shown, found=tuple(cover.anonymous() for cover in made))
    return Unclean(REMAINS)


Show = Callable[[Pixels, int], Iterator[Rendition]]


def _writing(pixels: Pixels, reader: Reader, detector: TextDetector, show: Show) -> Sequence[Box]:
    """Writing that is found in any rendition of any frame."""
    return reader.writing([
        rendition.back(box)
        for frame in range(len(pixels.frames))
        for rendition in show(pixels, frame)
        for box in detector.find(rendition.picture)
    ])  # fmt: skip


def _in_pieces(read: Sequence[Box], pixels: Pixels, hidden: Mask) -> bool:
    """Whether a short reading is not part of a longer one, and may be a piece of more."""
    height, width = hidden.shape
    long = covers((box for box in read if len(box.text) > SHORT), height, width)
    alone = (box for box in read if not (covers([box], height, width) & long).any())
    return any(may_be_a_piece(box, pixels, hidden) for box in alone)
