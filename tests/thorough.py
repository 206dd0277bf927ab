"""Finders that find what the recall meter plants, without a model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from residency.adapters.local.scrubber import DeniedScrubber
from residency.data.deid.findings import Box, Span
from residency.data.deid.planted import FAMILY, GIVEN
from residency.data.deid.safe_harbor import SafeHarbor
from residency.data.pixels import Picture

_NAMES = (*GIVEN, *FAMILY)
_NUMBER = re.compile(r"[(A-Z]*\d[\d()/ -]{5,}\d")


@dataclass(frozen=True, slots=True)
class ThoroughScrubber:
    """Finds every kind of value that the meter plants."""

    name: str = "thorough"

    def find(
        self, texts: Sequence[str], denied: Sequence[Sequence[str]]
    ) -> Sequence[tuple[Span, ...]]:
        known = DeniedScrubber().find(texts, [(*values, *_NAMES) for values in denied])
        return [_with_numbers(text, spans) for text, spans in zip(texts, known, strict=True)]


def _with_numbers(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Numbers of some length too, where nothing else was found."""
    numbers = (Span(*m.span(), SafeHarbor.OTHER) for m in _NUMBER.finditer(text))
    others = [n for n in numbers if all(n.end <= s.start or s.end <= n.start for s in spans)]
    return tuple(sorted([*spans, *others], key=lambda span: span.start))


@dataclass(frozen=True, slots=True)
class BrightDetector:
    """Finds rows of a picture with nearly white or nearly black pixels on them."""

    name: str = "bright"

    def find(self, picture: Picture) -> Sequence[Box]:
        bright = (picture.max(axis=2) > 240) & (picture.max(axis=2) < 250)
        if not bright.any():
            return []
        rows, columns = np.nonzero(bright)
        return [
            Box(
                int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1,
                text="WORD 12345678", score=1.0,
            )
        ]  # fmt: skip
