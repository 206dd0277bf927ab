"""Ways to read a text whose lines were wrapped: as it is, as one line, and with numbers joined."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WRAP = re.compile(r"(?:(?<![ \t])[ \t]+)?(?<!\n)\r?\n[ \t]*(?![ \t\r]*\n)")
_IN_A_NUMBER = re.compile(
    r"(?<=[\w\]][-/@:_])[ \t]*\r?\n[ \t]*(?=\w)|(?<=\w)[ \t]*\r?\n[ \t]*(?=[-/@.]\w)|"
    r"(?<=[\w\]]\.)[ \t]*\r?\n[ \t]*(?=[a-z\d_]|[\w.-]+@)|"
    r"(?<=[A-Z]\.)[ \t]*\r?\n[ \t]*(?=[A-Z]{2})"
)
_IN_A_WORD = re.compile(r"(?<=\d)\r?\n(?=\d)")


@dataclass(frozen=True, slots=True)
class View:
    """A text to read, and where its characters stand in the original."""

    text: str
    cuts: tuple[tuple[int, int], ...] = ()  # (place in `text`, characters left out up to there)

    def origin(self, place: int, *, end: bool = False) -> int:
        """Where the character at `place` stands in the original; `end`: the end of a span."""
        left_out = 0
        for cut, count in self.cuts:
            if cut > place or (end and cut == place):
                break
            left_out = count
        return place + left_out


def views(text: str) -> Iterator[View]:
    """The text itself and, where lines end within it, its readings without these ends."""
    yield View(text)
    if "\n" in text:
        yield View(_WRAP.sub(lambda found: " " * len(found.group()), text))
        for pattern in (_IN_A_NUMBER, _IN_A_WORD):
            if pattern.search(text):
                yield _joined(text, pattern)


def _joined(text: str, pattern: re.Pattern[str]) -> View:
    parts: list[str] = []
    cuts: list[tuple[int, int]] = []
    kept, left_out, length = 0, 0, 0
    for found in pattern.finditer(text):
        parts.append(text[kept : found.start()])
        length += len(parts[-1])
        left_out += found.end() - found.start()
        cuts.append((length, left_out))
        kept = found.end()
    return View("".join([*parts, text[kept:]]), tuple(cuts))
