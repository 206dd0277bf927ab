"""What was found in a text or a picture that may name a person."""

from __future__ import annotations

from dataclasses import dataclass

from residency.data.deid.safe_harbor import SafeHarbor


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of a text that identify somebody."""

    start: int
    end: int
    kind: SafeHarbor
    score: float = 1.0  # 0 to 1, as the finder sees it


Point = tuple[float, float]
"""x and y, in pixels."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a picture that holds text: [left, right) x [top, bottom), in pixels."""

    left: int
    top: int
    right: int
    bottom: int
    text: str = ""  # as far as it was read; it may name a person, so it never leaves ingest
    score: float = 1.0
    corners: tuple[Point, ...] = ()  # four, in order around writing that is turned; or none
