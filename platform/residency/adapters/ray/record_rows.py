"""What a reading task gives, as rows of one Arrow table: records, what became of others, tallies.

A row is one of four kinds, and the columns of the others are null. No row names a file: the
driver knows the units by number, and what left the boundary knows pseudonyms.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any

import pyarrow as pa
from safetensors.numpy import load, save

from residency.adapters.ray.sample_rows import SAMPLES_SCHEMA, row_of
from residency.data.deidentified import Deidentified, DeidentifiedSample
from residency.data.outline import Outline, SampleOutline
from residency.data.pixels import Pixels, Window
from residency.prepare.reading import Tally
from residency.prepare.unit import Dropped, Lost


class Fate(StrEnum):
    """What a row says."""

    KEPT = "kept"
    QUARANTINED = "quarantined"
    DROPPED = "dropped"
    TALLY = "tally"


SAMPLE = "sample"
TOLD = ("fate", "unit", "source_key", "sha256", "outline", "reason", "detail", "row")
"""Everything but pixels and text: what the driver decides on."""

RECORDS_SCHEMA = pa.schema(
    [
        ("fate", pa.string()),
        ("unit", pa.int64()),  # number in the listing
        ("source_key", pa.string()),
        ("sha256", pa.string()),
        ("outline", pa.string()),  # JSON; of a tally: what it counts
        ("thumbnail", pa.binary()),
        ("reason", pa.string()),  # of a dropped row: the filter's name
        ("detail", pa.string()),
        ("row", pa.int64()),
        ("frames", pa.binary()),  # safetensors
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("total_frames", pa.int64()),
        ("colour", pa.bool_()),
        (SAMPLE, pa.struct(list(SAMPLES_SCHEMA))),  # its side is decided later
    ]
)

_OUTLINE = tuple(field.name for field in fields(Outline) if field.name != "thumbnail")


def row_of_image(unit: int, record: Deidentified) -> dict[str, object]:
    """A kept image, of which questions are asked later."""
    outline, pixels = record.outline, record.pixels
    return {
        "fate": Fate.KEPT.value,
        "unit": unit,
        "source_key": outline.source_key,
        "sha256": record.sha256,
        "outline": json.dumps({name: getattr(outline, name) for name in _OUTLINE}, default=dict),
        "thumbnail": outline.thumbnail,
        "frames": save({"frames": pixels.frames}),
        "low": pixels.window.low,
        "high": pixels.window.high,
        "total_frames": pixels.total_frames,
        "colour": pixels.colour,
    }


def row_of_conversation(unit: int, record: DeidentifiedSample, dataset: str) -> dict[str, object]:
    """A kept conversation; its sample says `train` until the driver has decided."""
    return {
        "fate": Fate.KEPT.value,
        "unit": unit,
        "source_key": record.outline.source_key,
        "sha256": record.sha256,
        "outline": json.dumps(
            {f.name: getattr(record.outline, f.name) for f in fields(SampleOutline)}, default=dict
        ),
        SAMPLE: row_of(record.on("train", dataset)),
    }


def row_of_lost(unit: int, lost: Lost) -> dict[str, object]:
    """A quarantined record, without the name of its file."""
    told = {name: getattr(lost, name) for name in ("source_key", "reason", "detail", "row")}
    return {"fate": Fate.QUARANTINED.value, "unit": unit, **told}


def row_of_dropped(unit: int, dropped: Dropped) -> dict[str, object]:
    """A record that a filter dropped."""
    told = {"source_key": dropped.source_key, "reason": dropped.name}
    return {"fate": Fate.DROPPED.value, "unit": unit, **told}


def row_of_tally(unit: int, tally: Tally) -> dict[str, object]:
    """The end of a unit."""
    told = json.dumps({"rows": tally.rows, "facts": dict(tally.facts)})
    return {"fate": Fate.TALLY.value, "unit": unit, "outline": told}


def tally_of(row: Mapping[str, Any]) -> Tally:
    """The tally that a row holds."""
    told = json.loads(row["outline"])
    return Tally(told["rows"], told["facts"])


def lost_of(row: Mapping[str, Any]) -> Lost:
    """The quarantined record that a row holds."""
    return Lost(row["source_key"], row["reason"], row["detail"], row["row"])


def image_outline_of(row: Mapping[str, Any]) -> Outline:
    """The outline of a kept image (columns TOLD and `thumbnail`)."""
    return Outline(**json.loads(row["outline"]), thumbnail=row["thumbnail"])


def sample_outline_of(row: Mapping[str, Any]) -> SampleOutline:
    """The outline of a kept conversation (columns TOLD)."""
    told = json.loads(row["outline"])
    lists = {name: tuple(told[name]) for name in ("pictures", "hashes", "sides")}
    return SampleOutline(**told | lists)


def image_of(row: Mapping[str, Any]) -> Deidentified:
    """The whole record of a kept image."""
    window = Window(row["low"], row["high"])
    pixels = Pixels(load(row["frames"])["frames"], window, row["total_frames"], row["colour"])
    return Deidentified(image_outline_of(row), pixels)


def samples_of(table: pa.Table) -> pa.Table:
    """The samples that a table of kept conversations holds: rows of SAMPLES_SCHEMA."""
    columns = table.column(SAMPLE).combine_chunks()
    if isinstance(columns, pa.ChunkedArray):  # of a table without chunks
        return SAMPLES_SCHEMA.empty_table()
    return pa.Table.from_arrays(columns.flatten(), schema=SAMPLES_SCHEMA)
