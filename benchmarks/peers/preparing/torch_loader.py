"""A torch DataLoader with workers, into mapped .npy files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext as ready
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet
import torch
from numpy.lib.format import open_memmap
from numpy.typing import NDArray
from torch.utils.data import BatchSampler, Dataset, SequentialSampler

from benchmarks.peers.inputs import LENGTH, SIDE, Inputs
from benchmarks.peers.loader import loader
from benchmarks.peers.rows import BATCH, IMAGE, INTEGERS, prepare_row, stack

__all__ = ["ready", "run"]

Arrays = dict[str, NDArray[np.generic]]


class Samples(Dataset[Any]):
    """Rows made of samples; a worker maps the Parquet files that it is asked of."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        counts = [pyarrow.parquet.read_metadata(part).num_rows for part in inputs.parts]
        self._places = [(file, row) for file, rows in enumerate(counts) for row in range(rows)]
        self._tables: dict[int, Any] = {}

    def __len__(self) -> int:
        return len(self._places)

    def __getitems__(self, numbers: list[int]) -> dict[str, torch.Tensor]:
        rows = stack(self._row(*self._places[number]) for number in numbers)
        return {name: torch.from_numpy(column) for name, column in rows.items()}

    def _row(self, file: int, row: int) -> Arrays:
        if file not in self._tables:
            path = self._inputs.parts[file]
            self._tables[file] = pyarrow.parquet.read_table(path, columns=["turns", "images"])
        turns, images = (self._tables[file].column(name)[row] for name in ("turns", "images"))
        return prepare_row(images[0].as_py(), turns.as_py(), self._inputs.tokenizer)


def run(inputs: Inputs, out: Path) -> Iterator[None]:
    """Two workers prepare, this process writes: an .npy file a column."""
    out.mkdir(parents=True)
    samples = Samples(inputs)
    files = _files(out, len(samples))
    done = 0
    for batch in loader(samples, BatchSampler(SequentialSampler(samples), BATCH, False)):
        count = len(batch[IMAGE])
        for name, file in files.items():
            file[done : done + count] = batch[name].numpy()
        done += count
        yield


def _files(folder: Path, rows: int) -> Arrays:
    files = {name: ((rows, LENGTH), np.int32) for name in INTEGERS}
    shapes = {**files, IMAGE: ((rows, 3, SIDE, SIDE), np.uint8)}
    return {
        name: open_memmap(folder / f"{name}.npy", "w+", dtype, shape)
        for name, (shape, dtype) in shapes.items()
    }
