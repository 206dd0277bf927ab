"""A sample as a row of Parquet, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from residency.data.sample import DataState, Sample, Turn

SAMPLES_SCHEMA = pa.schema(
    [
        ("sample_id", pa.string()),
        ("dataset", pa.string()),
        ("source_key", pa.string()),
        ("patient", pa.string()),
        ("study", pa.string()),
        ("split", pa.string()),
        ("state", pa.string()),
        ("kind", pa.string()),
        ("answer_type", pa.string()),
        ("answer", pa.string()),
        ("alternatives", pa.list_(pa.string())),
        ("turns", pa.string()),  # JSON: [{"role", "text", "images"}]
        ("images", pa.list_(pa.binary())),  # PNG, in the order of the turns
        # Of each image as the source has it, before a view was drawn of it (`Sample`):
        ("image_digests", pa.list_(pa.string())),  # SHA-256 of its pixels
        ("image_hashes", pa.list_(pa.uint64())),  # perceptual hash; null of a flat one
        ("attributes", pa.string()),  # JSON: {word: word}
    ]
)


def row_of(sample: Sample) -> dict[str, object]:
    """The row of `samples/*.parquet` that holds the sample."""
    return {
        "sample_id": sample.sample_id,
        "dataset": sample.dataset,
        "source_key": sample.source_key,
        "patient": sample.patient,
        "study": sample.study,
        "split": sample.split,
        "state": sample.state.value,
        "kind": sample.kind,
        "answer_type": sample.answer_type,
        "answer": sample.answer,
        "alternatives": list(sample.alternatives),
        "turns": json.dumps([asdict(turn) for turn in sample.turns]),
        "images": list(sample.images),
        "image_digests": list(sample.image_digests),
        "image_hashes": list(sample.image_hashes),
        "attributes": json.dumps(dict(sample.attributes), sort_keys=True),
    }


def sample_of(row: Mapping[str, Any]) -> Sample:
    """The sample that a row of `samples/*.parquet` holds."""
    return Sample(
        sample_id=row["sample_id"],
        dataset=row["dataset"],
        source_key=row["source_key"],
        patient=row["patient"],
        study=row["study"],
        split=row["split"],
        state=DataState(row["state"]),
        kind=row["kind"],
        answer_type=row["answer_type"],
        answer=row["answer"],
        alternatives=tuple(row["alternatives"]),
        turns=tuple(Turn(**turn) for turn in json.loads(row["turns"])),
        images=tuple(row["images"]),
        image_digests=tuple(row["image_digests"]),
        image_hashes=tuple(row["image_hashes"]),
        attributes=json.loads(row["attributes"]),
    )
