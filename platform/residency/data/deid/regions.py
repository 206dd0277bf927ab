"""Where devices burn text in: rectangles of a picture that are blanked before anybody looks.

The rules by device are regions.json, the rectangles of the `deid` package, which come from the
pixel filter of RSNA's Clinical Trial Processor; the table names source and licence, and
scripts/region_rules.py writes it. An ultrasound that says itself where its image lies
((0018,6011), PS3.3 C.8.5.5) keeps that and nothing else, as deid's ultrasound recipe does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydicom.dataset import Dataset

from residency.data.deid.findings import Box
from residency.data.header import DAMAGE, quiet, text_value

Rectangle = tuple[int, int, int, int]
"""left, top, right, bottom; right and bottom are outside."""

Test = tuple[Literal["contains", "equals"], str, str]
"""What is asked of a header's value, its keyword, and a pattern or a value; case is ignored."""


class Rule(BaseModel):
    """Rectangles to blank where every line of tests holds; a line holds where one test does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    when: tuple[tuple[Test, ...], ...]
    blank: tuple[Rectangle, ...]

    def holds(self, header: Dataset) -> bool:
        """Whether the file comes from what this rule is about."""
        return all(any(_passes(header, test) for test in line) for line in self.when)


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True)

    rules: tuple[Rule, ...]


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of regions.json."""
    text = resources.files("residency.data.deid").joinpath("regions.json").read_text("utf-8")
    return _Table.model_validate_json(text).rules


def regions(header: Dataset, height: int, width: int) -> tuple[Box, ...]:
    """Boxes to blank in every frame of a file of `height` x `width` pixels, by its header."""
    found = [box for rule in rules() if rule.holds(header) for box in rule.blank]
    kept = _ultrasound_regions(header)
    if kept:
        found += _outside(kept, height, width)
    clipped = (_clip(box, height, width) for box in found)
    return tuple(
        Box(*box) for box in dict.fromkeys(clipped) if box[0] < box[2] and box[1] < box[3]
    )


def _passes(header: Dataset, test: Test) -> bool:
    """As deid compares: without case, a list of values as Python writes it, patterns as regex."""
    how, keyword, wanted = test
    value = _value(header, keyword).lower()
    if not value:
        return False
    if how == "equals":
        return value == wanted.lower().strip()
    return re.search(wanted.lower().strip(), value) is not None


def _value(header: Dataset, keyword: str) -> str:
    """The value in the header, or in the file's meta header, where some rules' keywords live."""
    meta = getattr(header, "file_meta", None)
    return text_value(header, keyword) or (text_value(meta, keyword) if meta is not None else "")


def _ultrasound_regions(header: Dataset) -> list[Rectangle]:
    """What an ultrasound calls its image; empty where the header is silent or damaged."""
    try:
        with quiet():
            items = header.get("SequenceOfUltrasoundRegions") or []
            return [
                (
                    int(item.RegionLocationMinX0),
                    int(item.RegionLocationMinY0),
                    int(item.RegionLocationMaxX1),
                    int(item.RegionLocationMaxY1),
                )
                for item in items
            ]
    except DAMAGE:
        return []


def _outside(kept: Sequence[Rectangle], height: int, width: int) -> Iterator[Rectangle]:
    """Rectangles that together cover what no kept one does."""
    inside = [_clip(box, height, width) for box in kept]
    rows = sorted({0, height, *(y for box in inside for y in (box[1], box[3]))})
    for top, bottom in pairwise(rows):
        left = 0
        for box in sorted(box for box in inside if box[1] <= top and bottom <= box[3]):
            if left < box[0]:
                yield left, top, box[0], bottom
            left = max(left, box[2])
        if left < width:
            yield left, top, width, bottom


def _clip(box: Rectangle, height: int, width: int) -> Rectangle:
    left, top, right, bottom = box
    return max(left, 0), max(top, 0), min(right, width), min(bottom, height)
