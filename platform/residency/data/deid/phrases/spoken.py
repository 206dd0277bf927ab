"""Numbers that a dictation spells digit by digit: "four one seven, two two, nine eight"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from residency.data.deid.findings import Span
from residency.data.deid.safe_harbor import SafeHarbor

_DIGIT = r"(?:zero|oh|nought|naught|one|two|three|four|five|six|seven|eight|nine|niner)"
_TENS = (
    r"(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|"
    r"five|six|"
    r"seven|eight|nine))?|hundred|thousand)"
)
_BETWEEN = r"(?:\s*[,.-]\s*|\s+)(?:dash\s+|hyphen\s+|slash\s+|dot\s+)?"
_PART = rf"(?:(?:double|triple)\s+)?(?:{_DIGIT}|{_TENS}|\d{{1,4}})"
_RUN = re.compile(rf"(?<![\w-]){_PART}(?:{_BETWEEN}{_PART}){{3,24}}(?![\w-])", re.IGNORECASE)
_SAID = re.compile(rf"(?<![\w-]){_DIGIT}(?![\w-])", re.IGNORECASE)
_LEAST = 3  # digits that are said one by one


def find(text: str) -> Iterator[Span]:
    """Four words or more that are digits, three of them single ones."""
    for found in _RUN.finditer(text):
        if len(_SAID.findall(found.group())) >= _LEAST:
            yield Span(found.start(), found.end(), SafeHarbor.OTHER, 0.6)
