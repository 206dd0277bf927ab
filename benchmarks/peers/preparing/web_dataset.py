"""webdataset: tar to tar, with two workers."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import nullcontext as ready
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import webdataset
from numpy.typing import NDArray

from benchmarks.peers.inputs import Inputs
from benchmarks.peers.rows import prepare_row

__all__ = ["ready", "run"]

WORKERS = 2
PER_FILE = 32  # rows, so that there are files for both workers to read


def run(inputs: Inputs, out: Path) -> Iterator[None]:
    """Two workers prepare, this process writes: an .npy member a column."""
    out.mkdir(parents=True)
    samples = webdataset.WebDataset(inputs.archives, shardshuffle=False)
    rows = samples.map(partial(_row, tokenizer=inputs.tokenizer))
    loader = webdataset.WebLoader(rows, batch_size=None, num_workers=WORKERS)
    pattern = str(out / "part-%05d.tar")
    with webdataset.ShardWriter(pattern, maxcount=PER_FILE, verbose=0) as writer:
        for row in loader:
            writer.write(row)
            yield


def _row(sample: Mapping[str, Any], *, tokenizer: Path) -> dict[str, Any]:
    row = prepare_row(sample["png"], sample["json"].decode(), tokenizer)
    members = {f"{name}.npy": _npy(value) for name, value in row.items()}
    return {"__key__": sample["__key__"], **members}


def _npy(value: NDArray[np.generic]) -> bytes:
    content = io.BytesIO()
    np.save(content, value)
    return content.getvalue()
