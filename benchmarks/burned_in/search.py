"""Searching one picture of either kind, timed: the work of one process of the benchmark."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache

from benchmarks.burned_in.backgrounds import backgrounds
from benchmarks.burned_in.grid import Cell, Drawn, draw_cell
from benchmarks.burned_in.text_free import Image, passes
from residency.adapters.rapidocr.detector import RapidOcrDetector
from residency.prepare.pixels import CleanPixels, Unclean, clean_picture

INK = 0.1  # share of a pixel; less is the rim of a character


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a picture with text."""

    cell: Cell
    background: str
    font: str
    text: str
    outcome: str  # redacted, refused, partly (redacted) or missed
    seconds: float

    @property
    def safe(self) -> bool:
        """Whether nothing of the text is left."""
        return self.outcome in ("redacted", "refused")


@dataclass(frozen=True, slots=True)
class Plain:
    """What became of an image without text."""

    image: Image
    untouched: bool
    seconds: float


def search_written(cell: Cell, *, camouflaged: bool) -> Written | None:
    """Draw one cell and search it; None where it cannot be drawn."""
    drawn = draw_cell(cell, _backgrounds(), camouflaged=camouflaged)
    if drawn is None:
        return None
    start = time.perf_counter()
    verdict = clean_picture(drawn.picture, (), RapidOcrDetector())
    seconds = time.perf_counter() - start
    return Written(
        cell, drawn.background, drawn.font, drawn.text, _outcome(drawn, verdict), seconds
    )


def search_plain(image: Image) -> Plain:
    """Search one image without text."""
    start = time.perf_counter()
    untouched = passes(image, RapidOcrDetector())
    return Plain(image, untouched, time.perf_counter() - start)


def _outcome(drawn: Drawn, verdict: CleanPixels | Unclean) -> str:
    if isinstance(verdict, Unclean):
        return "refused"
    bare = (drawn.ink > INK) & ~verdict.hidden()
    if not bare.any():
        return "redacted"
    return "partly" if verdict.found else "missed"


_backgrounds = cache(backgrounds)
