"""De-identified records and quarantine rows as rows of one Arrow table, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from safetensors.numpy import load, save

from residency.data.deidentify import Deidentified
from residency.data.outline import Outline
from residency.data.pixels import Pixels, Window
from residency.data.raw import Quarantined

_OUTLINE = ("source_key", "patient", "study", "content", "shorter_side", "thumbnail")
OUTLINE_COLUMNS = (*_OUTLINE, "attributes", "file", "reason", "detail")
"""Everything but the pixels."""

RECORDS_SCHEMA = pa.schema(
    [
        ("source_key", pa.string()),  # null in a quarantined row
        ("patient", pa.string()),
        ("study", pa.string()),
        ("content", pa.string()),
        ("shorter_side", pa.int64()),
        ("thumbnail", pa.binary()),
        ("attributes", pa.string()),  # JSON
        ("frames", pa.binary()),  # safetensors
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("total_frames", pa.int64()),
        ("colour", pa.bool_()),
        ("file", pa.string()),  # null in a record: the name of a file may name a patient
        ("reason", pa.string()),
        ("detail", pa.string()),
    ]
)


def row_of_record(record: Deidentified | Quarantined) -> dict[str, object]:
    """One row of RECORDS_SCHEMA; the columns of the other kind are null."""
    if isinstance(record, Quarantined):
        return {"file": record.file, "reason": record.reason, "detail": record.detail}
    outline, pixels = record.outline, record.pixels
    return {
        **{name: getattr(outline, name) for name in _OUTLINE},
        "attributes": json.dumps(dict(outline.attributes)),
        "frames": save({"frames": pixels.frames}),
        "low": pixels.window.low,
        "high": pixels.window.high,
        "total_frames": pixels.total_frames,
        "colour": pixels.colour,
    }


def outline_of_row(row: Mapping[str, Any]) -> Outline | Quarantined:
    """What a row says without its pixels (columns OUTLINE_COLUMNS)."""
    if row["source_key"] is None:
        return Quarantined(row["file"], row["reason"], row["detail"])
    values = {name: row[name] for name in _OUTLINE}
    return Outline(**values, attributes=json.loads(row["attributes"]))


def record_of_row(row: Mapping[str, Any]) -> Deidentified:
    """The whole record of a row that is not quarantined."""
    outline = outline_of_row(row)
    if isinstance(outline, Quarantined):
        raise TypeError(f"{outline.file} is quarantined")
    window = Window(row["low"], row["high"])
    frames = load(row["frames"])["frames"]
    return Deidentified(outline, Pixels(frames, window, row["total_frames"], row["colour"]))
