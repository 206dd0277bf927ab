"""Files that end in .json: a list, an object of rows by id, or one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO, Final

from residency.data.sources.tables.format import Format, Located
from residency.data.sources.tables.json_list import JSON_LIST
from residency.data.sources.tables.json_object import JSON_OBJECT
from residency.data.sources.tables.lines import JSON_LINES

_LOOKED_AT: Final = 1 << 20  # bytes of a first line that tell an object a line from a whole one


class JsonFile:
    """Looks at the beginning of the file, then reads it as what it is."""

    def rows(self, stream: BinaryIO, offset: int) -> Iterator[Located]:
        yield from _format(stream).rows(stream, offset)


def _format(stream: BinaryIO) -> Format:
    stream.seek(0)
    first = stream.readline(_LOOKED_AT)
    beginning = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not beginning.startswith(b"{"):
        return JSON_LIST
    return JSON_LINES if _is_whole(first) and stream.read(1) == b"{" else JSON_OBJECT


def _is_whole(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


JSON_FILE: Final = JsonFile()
