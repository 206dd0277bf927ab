"""What a journal holds: one call on one tracked run a line, as JSON."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from residency.ports import Curve, DataInput, Point, Table

FORMAT = "residency.journal"


class _Call(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")

    run: str  # key of the run


class Open(_Call):
    """The run begins, or goes on."""

    do: Literal["open"] = "open"
    pipeline: str
    name: str  # of the step; of the pipeline's own run, its id
    parent: str | None = None  # key of the pipeline's run; None: this is it
    tags: dict[str, str]
    at: float


class Params(_Call):
    do: Literal["params"] = "params"
    values: dict[str, str]


class Tags(_Call):
    do: Literal["tags"] = "tags"
    values: dict[str, str]


class Points(_Call):
    do: Literal["points"] = "points"
    points: tuple[Point, ...]


class Inputs(_Call):
    do: Literal["inputs"] = "inputs"
    inputs: tuple[DataInput, ...]


class LogTable(_Call):
    """A table, in a file of its own."""

    do: Literal["table"] = "table"
    file: str


class Plot(BaseModel):
    """Content of the file of a plot."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")

    name: str
    curves: tuple[Curve, ...]
    x: str
    y: str


class LogCurves(_Call):
    """A plot, in a file of its own."""

    do: Literal["curves"] = "curves"
    file: str


class LogFile(_Call):
    """A copy of a file, which keeps its name within a folder of its own."""

    do: Literal["file"] = "file"
    file: str
    folder: str


class Finish(_Call):
    do: Literal["finish"] = "finish"
    outcome: str
    at: float


Entry = Annotated[
    Open | Params | Tags | Points | Inputs | LogTable | LogCurves | LogFile | Finish,
    Field(discriminator="do"),
]
ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)


class _Picture(BaseModel):
    """A cell that is a picture."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    png: str  # base64


class StoredTable(BaseModel):
    """Content of the file of a table."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | _Picture | None, ...], ...]


def stored(table: Table) -> StoredTable:
    """The table, as JSON takes it."""
    rows = (tuple(_cell(cell) for cell in row) for row in table.rows)
    return StoredTable(name=table.name, columns=table.columns, rows=tuple(rows))


def restored(table: StoredTable) -> Table:
    """The table that was stored."""
    rows = tuple(
        tuple(b64decode(cell.png) if isinstance(cell, _Picture) else cell for cell in row)
        for row in table.rows
    )
    return Table(table.name, table.columns, rows)


def _cell(cell: str | int | float | bytes | None) -> str | int | float | _Picture | None:
    if isinstance(cell, bytes):
        return _Picture(png=b64encode(cell).decode("ascii"))
    return cell
