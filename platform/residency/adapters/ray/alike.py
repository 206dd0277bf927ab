"""Which conversations of one dataset say nearly the same, for the filter near-duplicate-text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa
import ray.data

from residency.adapters.ray.near_duplicates import (
    BLOCK,
    Similar,
    TextBlock,
    similar_pairs,
    text_block,
)
from residency.adapters.ray.record_rows import SAMPLE, samples_of
from residency.adapters.ray.streams import map_tables, stream
from residency.data.curation.clusters import repeats
from residency.data.curation.set_filters import NEAR_TEXT
from residency.data.likeness import normal_text
from residency.data.prompts import without_ending
from residency.spec.dataset import Dataset, FilterName

_ROWS = 1024
_SCHEMA = pa.schema([("source_key", pa.string()), ("text", pa.string())])


def alike_texts(records: ray.data.Dataset, dataset: Dataset) -> Mapping[str, str]:
    """By source key, that of the first conversation with nearly the same text.

    Empty where the recipe does not filter by it. This process holds BLOCK texts at a time.
    """
    wanted = [one for one in dataset.filters if one.name is FilterName.NEAR_DUPLICATE_TEXT]
    if not wanted:
        return {}
    threshold = NEAR_TEXT if wanted[0].value is None else wanted[0].value
    keys: list[str] = []
    blocks = list(_blocks(map_tables(records, _texts, _ROWS), keys))
    found = repeats(similar_pairs(blocks, Similar(threshold)))
    return {keys[place]: keys[first] for place, first in found.items()}


def _texts(rows: pa.Table) -> pa.Table:
    """Normal forms of what conversations say: rows of _SCHEMA."""
    kept = rows.filter(rows.column(SAMPLE).is_valid())
    turns = samples_of(kept).column("turns").to_pylist()
    texts = [_said(json.loads(one)) for one in turns]
    return pa.table([kept.column("source_key"), pa.array(texts, pa.string())], schema=_SCHEMA)


def _said(turns: Sequence[Mapping[str, str]]) -> str:
    return normal_text("\n".join(without_ending(turn["text"]) for turn in turns))


def _blocks(texts: ray.data.Dataset, keys: list[str]) -> Iterator[TextBlock]:
    """Texts in the object store, BLOCK at a time; their keys are appended to `keys`."""
    waiting: list[str] = []
    for table in stream(texts):
        keys += table.column("source_key").to_pylist()
        waiting += table.column("text").to_pylist()
        while len(waiting) >= BLOCK:
            yield text_block(len(keys) - len(waiting), waiting[:BLOCK])
            waiting = waiting[BLOCK:]
    if waiting:
        yield text_block(len(keys) - len(waiting), waiting)
