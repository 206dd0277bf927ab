"""What finds identity in text and in pixels, imported by the process that first searches.

Importing them takes seconds, in each worker: a set that is not searched does not pay for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from residency.data.deid.findings import Box, Span
from residency.data.pixels import Picture
from residency.ports import Scrubber, TextDetector
from residency.prepare.tools import Finders


def searching_finders() -> Finders:
    """Presidio for text, RapidOCR for pictures."""
    return Finders(_ScrubberLater(), _DetectorLater())


@dataclass(frozen=True, slots=True)
class _ScrubberLater:
    @property
    def name(self) -> str:
        return _scrubber().name

    def find(
        self, texts: Sequence[str], denied: Sequence[Sequence[str]]
    ) -> Sequence[tuple[Span, ...]]:
        return _scrubber().find(texts, denied)


@dataclass(frozen=True, slots=True)
class _DetectorLater:
    @property
    def name(self) -> str:
        return _detector().name

    def find(self, picture: Picture) -> Sequence[Box]:
        return _detector().find(picture)


@cache
def _scrubber() -> Scrubber:
    from residency.adapters.presidio.scrubber import PresidioScrubber

    return PresidioScrubber()


@cache
def _detector() -> TextDetector:
    from residency.adapters.rapidocr.detector import RapidOcrDetector

    return RapidOcrDetector()
