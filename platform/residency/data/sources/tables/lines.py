"""One row a line: JSON Lines (jsonlines.org), and lines whose fields stand between bars."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from residency.data.sources.fields import Row
from residency.data.sources.reasons import ROW_DAMAGED, ROW_TOO_LARGE
from residency.data.sources.tables.format import MAX_ROW_BYTES, Broken, Located


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows of a text file in UTF-8; blank lines are none."""

    parse: Callable[[bytes], Row | Broken]

    def rows(self, stream: BinaryIO, offset: int) -> Iterator[Located]:
        for begin, _, line in lines(stream, offset):
            if isinstance(line, Broken):
                yield Located(begin, line)
            elif line.strip():
                yield Located(begin, self.parse(line))


def lines(stream: BinaryIO, offset: int) -> Iterator[tuple[int, int, bytes | Broken]]:
    """Where each line begins and ends, and its bytes; one over the limit is skipped, not held."""
    stream.seek(offset)
    while line := stream.readline(MAX_ROW_BYTES + 1):
        begin, offset = offset, offset + len(line)
        if len(line) <= MAX_ROW_BYTES:
            yield begin, offset, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_ROW_BYTES)
            offset += len(line)
        yield begin, offset, Broken(ROW_TOO_LARGE)


def _json(line: bytes) -> Row | Broken:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Broken(ROW_DAMAGED, type(error).__name__)
    return value if isinstance(value, dict) else Broken(ROW_DAMAGED, type(value).__name__)


def _bars(line: bytes) -> Row | Broken:
    try:
        found = line.decode("utf-8-sig").strip("\r\n").split("|")
    except UnicodeDecodeError as error:
        return Broken(ROW_DAMAGED, type(error).__name__)
    return {str(number): text for number, text in enumerate(found)}


JSON_LINES: Final = Lines(_json)
BARS: Final = Lines(_bars)
"""`a|b|c`: the fields are named 0, 1, 2."""
