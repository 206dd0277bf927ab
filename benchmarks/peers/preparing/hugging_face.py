"""Hugging Face datasets: `map` in two processes, to Arrow files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext as ready
from functools import partial
from pathlib import Path
from typing import Any

import datasets

from benchmarks.peers.inputs import LENGTH, Inputs
from benchmarks.peers.rows import BATCH, IMAGE, INTEGERS, prepare_row

__all__ = ["ready", "run"]

WORKERS = 2
_FEATURES = datasets.Features(
    {name: datasets.List(datasets.Value("int32"), length=LENGTH) for name in INTEGERS}
    | {IMAGE: datasets.Value("binary")}  # much faster than its Array3D, both ways
)


def run(inputs: Inputs, out: Path) -> Iterator[None]:
    """Parquet to its own Arrow files, mapped to others, which are the result."""
    datasets.disable_progress_bars()
    cache = str(out / "cache")
    samples = datasets.Dataset.from_parquet(
        inputs.parts, columns=["turns", "images"], cache_dir=cache
    )
    samples.map(
        partial(_rows, tokenizer=inputs.tokenizer),
        batched=True,
        batch_size=BATCH,
        remove_columns=samples.column_names,
        features=_FEATURES,
        num_proc=WORKERS,
        cache_file_name=str(out / "rows.arrow"),
        writer_batch_size=BATCH,
    )
    yield


def _rows(batch: dict[str, list[Any]], *, tokenizer: Path) -> dict[str, list[Any]]:
    rows = [
        prepare_row(images[0], turns, tokenizer)
        for images, turns in zip(batch["images"], batch["turns"], strict=True)
    ]
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in INTEGERS}
    return columns | {IMAGE: [row[IMAGE].tobytes() for row in rows]}
