"""A JSON document that is one list of objects, element by element: never the whole list at once.

The list cannot be entered again behind an element that does not parse, so that one row stands
for it and all after it.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from residency.data.sources.reasons import CUT_SHORT, ROW_DAMAGED, ROW_TOO_LARGE
from residency.data.sources.tables.format import MAX_ROW_BYTES, Broken, Located

CHUNK: Final = 256 * 1024
_BETWEEN: Final = re.compile(r"[\s,]*")
_BLANK: Final = re.compile(r"[\s\ufeff]*")
_DECODER: Final = json.JSONDecoder()


class JsonList:
    """Elements that are objects; others are broken rows."""

    def rows(self, stream: BinaryIO, offset: int) -> Iterator[Located]:
        stream.seek(offset)
        window = _Window(stream, offset)
        if offset == 0 and not window.enter():
            yield Located(0, Broken(CUT_SHORT))
            return
        while window.more():
            found = window.element()
            yield found
            if isinstance(found.content, Broken) and found.content.reason != ROW_DAMAGED:
                return


class _Window:
    """The text that is decoded but not parsed yet, and the byte at which it begins."""

    def __init__(self, stream: BinaryIO, offset: int) -> None:
        self.stream, self.offset, self.ended = stream, offset, False
        self.text, self.at = "", 0
        # Bytes that are no UTF-8 survive the round trip, so that offsets stay true.
        self.decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")

    def enter(self) -> bool:
        """Step behind the opening bracket; False where there is none."""
        if not self._skip(_BLANK) or self.text[self.at] != "[":
            return False
        self._take(self.at + 1)
        return True

    def more(self) -> bool:
        """Go to the next element; False at the closing bracket. An end without one is more."""
        return not self._skip(_BETWEEN) or self.text[self.at] != "]"

    def element(self) -> Located:
        """Take the element that begins here, or what says why there is none."""
        error = ""
        while len(self.text) - self.at <= MAX_ROW_BYTES:
            try:
                value, end = _DECODER.raw_decode(self.text, self.at)
            except (ValueError, RecursionError) as wrong:
                error = type(wrong).__name__
            else:
                if end < len(self.text) or self.ended:  # a number may go on in the next chunk
                    return self._located(value, end)
            if error == RecursionError.__name__ or not self._fill():
                return Located(self.offset, Broken(CUT_SHORT, error))
        return Located(self.offset, Broken(ROW_TOO_LARGE))

    def _located(self, value: object, end: int) -> Located:
        begin = self.offset
        self._take(end)
        wrong = Broken(ROW_DAMAGED, type(value).__name__)
        return Located(begin, value if isinstance(value, dict) else wrong)

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        """Pass what the pattern matches; False where the document ends."""
        while True:
            if found := pattern.match(self.text, self.at):
                self._take(found.end())
            if self.at < len(self.text):
                return True
            if not self._fill():
                return False

    def _fill(self) -> bool:
        """Decode one more chunk; False where nothing more comes."""
        if self.ended:
            return False
        chunk = self.stream.read(CHUNK)
        self.ended = not chunk
        self.text = self.text[self.at :] + self.decoder.decode(chunk, final=self.ended)
        self.at = 0
        return True

    def _take(self, end: int) -> None:
        self.offset += len(self.text[self.at : end].encode("utf-8", "surrogateescape"))
        self.at = end


JSON_LIST: Final = JsonList()
