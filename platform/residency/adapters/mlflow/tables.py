"""Tables in the two forms that the run page of MLflow shows.

`<name>.json` with pictures beside it: named in the tag `mlflow.loggedArtifacts`, the artifact
view draws it as a table that sorts and pages. It takes a column for pictures only where the
first row holds one, and stumbles over a row without: such cells get a blank picture. (MLflow's
own `log_table` appends to what is there, so a step that runs again would double its rows.)

`<name>.html`: the same on one page, one click away in the artifact tree.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from residency.adapters.mlflow.names import file_name
from residency.adapters.mlflow.page import page
from residency.ports import Table

PICTURES = "table_images"
BLANK_SIDE = 16
BLANK_GREY = 238

Cell = str | int | float | None | dict[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """Paths of a table's files, relative to the folder."""

    data: str
    page: str


def write_table(folder: Path, table: Table) -> Written:
    """Write a table's JSON, pictures and page into an empty folder."""
    name = file_name(table.name)
    pictures = _Pictures(folder, f"{PICTURES}/{name}")
    with_pictures = {
        column
        for column in range(len(table.columns))
        if any(isinstance(row[column], bytes) for row in table.rows)
    }
    rows = [
        [
            pictures.add(cell) if column in with_pictures else _plain(cell)
            for column, cell in enumerate(row)
        ]
        for row in table.rows
    ]
    written = Written(data=f"{name}.json", page=f"{name}.html")
    content = json.dumps({"columns": list(table.columns), "data": rows}, ensure_ascii=False)
    (folder / written.data).write_text(content, encoding="utf-8")
    (folder / written.page).write_text(page(table), encoding="utf-8")
    return written


class _Pictures:
    """Pictures in a folder, each content once."""

    def __init__(self, folder: Path, below: str) -> None:
        self._folder = folder
        self._below = below

    def add(self, cell: object) -> Cell:
        content = cell if isinstance(cell, bytes) else blank_png()
        path = f"{self._below}/{hashlib.sha256(content).hexdigest()[:16]}.png"
        target = self._folder / path
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return {"type": "image", "filepath": path, "compressed_filepath": path}


def _plain(cell: str | int | float | bytes | None) -> Cell:
    if isinstance(cell, bytes):
        raise TypeError("a picture in a column without pictures")
    if isinstance(cell, float):
        return cell if abs(cell) < float("inf") else str(cell)  # JSON knows neither NaN nor inf
    return cell


def blank_png() -> bytes:
    """A small grey square, for a row that has no picture."""
    header = struct.pack(">IIBBBBB", BLANK_SIDE, BLANK_SIDE, 8, 0, 0, 0, 0)
    lines = (b"\0" + bytes([BLANK_GREY]) * BLANK_SIDE) * BLANK_SIDE
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
