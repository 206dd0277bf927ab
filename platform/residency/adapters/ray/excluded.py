"""The samples that must not be trained on, as the decontaminate step lists them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow.compute
import pyarrow.parquet

EXCLUDED_INPUT = "excluded"
"""Role of the input that names the samples which a benchmark holds too; it may be absent."""


def excluded_ids(inputs: Mapping[str, Path], dataset: str) -> frozenset[str]:
    """Ids of one dataset's samples; the list names it with or without its version."""
    path = inputs.get(EXCLUDED_INPUT)
    if path is None:
        return frozenset()
    table = pyarrow.parquet.read_table(path, columns=["dataset", "sample_id"])
    owner = table.column("dataset")
    own = pyarrow.compute.or_(
        pyarrow.compute.equal(owner, dataset), pyarrow.compute.starts_with(owner, f"{dataset}@")
    )
    return frozenset(table.filter(own).column("sample_id").to_pylist())
