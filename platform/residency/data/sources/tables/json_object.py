"""A JSON document that is one object of rows by id.

It is held whole, since any row may stand behind any other; above OBJECT_LIMIT it is one broken
row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO, Final

from residency.data.sources.reasons import CUT_SHORT, FILE_TOO_LARGE, ROW_DAMAGED
from residency.data.sources.tables.format import Broken, Located

OBJECT_LIMIT: Final = 64 * 1024 * 1024  # bytes; PubMedQA's has 2 MB
ID: Final = "#id"
"""The field of a row that holds the name by which the object has it."""


class JsonObject:
    """Rows in the order in which they are written; an offset is the number of a row."""

    def rows(self, stream: BinaryIO, offset: int) -> Iterator[Located]:
        stream.seek(0)
        content = stream.read(OBJECT_LIMIT + 1)
        if len(content) > OBJECT_LIMIT:
            yield Located(0, Broken(FILE_TOO_LARGE, f"{OBJECT_LIMIT} bytes"))
            return
        try:
            found: dict[str, object] = json.loads(content)
        except (ValueError, RecursionError) as error:
            yield Located(0, Broken(CUT_SHORT, type(error).__name__))
            return
        for number, (name, row) in enumerate(found.items()):
            if number >= offset:
                wrong = Broken(ROW_DAMAGED, type(row).__name__)
                yield Located(number, {**row, ID: name} if isinstance(row, dict) else wrong)


JSON_OBJECT: Final = JsonObject()
