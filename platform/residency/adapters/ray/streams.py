"""Ray Data pipelines as plain iterators of Arrow tables, in the order of their input."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pyarrow as pa
import ray.data

from residency.adapters.ray.cluster import task_slots

TASK_CPUS = 0.5


def map_tables(
    dataset: ray.data.Dataset, function: Callable[[pa.Table], pa.Table], rows: int
) -> ray.data.Dataset:
    """Apply a function to Arrow tables of at most so many rows, in tasks on all cores."""
    # Ray warns where there are fewer blocks than tasks allowed, as for any small input.
    warnings.filterwarnings("ignore", message=".*less than the concurrency limit.*")
    mapped: ray.data.Dataset = dataset.map_batches(
        function,
        batch_size=rows,
        batch_format="pyarrow",
        num_cpus=TASK_CPUS,
        compute=ray.data.TaskPoolStrategy(size=task_slots()),
    )
    return mapped


def read_parquet(folder: Path, cpus: float) -> ray.data.Dataset:
    """The Parquet files of a folder; a reading task takes so many CPUs."""
    # Ray 2.60's second reader starts a set of actors a call to read the files' footers: a minute
    # on two busy cores, where the first one takes two seconds.
    ray.data.DataContext.get_current().use_datasource_v2 = False
    return ray.data.read_parquet(str(folder), partitioning=None, num_cpus=cpus)


def quiet_ray_data() -> None:
    """Turn off Ray Data's own bars and its lines about each execution: progress is shown once."""
    ray.data.DataContext.get_current().enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)  # it warns that bars are off


def stream(dataset: ray.data.Dataset) -> Iterator[pa.Table]:
    """The blocks of a dataset in order; empty ones are left out."""
    dataset.context.execution_options.preserve_order = True
    for batch in dataset.iter_batches(batch_size=None, batch_format="pyarrow"):
        table = cast(pa.Table, batch)
        if table.num_rows:
            yield table
