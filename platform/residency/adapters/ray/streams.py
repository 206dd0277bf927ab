"""Ray Data pipelines as plain iterators of Arrow tables, in the order of their input."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import cast

import pyarrow as pa
import ray.data
from ray.exceptions import RayError

from residency.adapters.ray.cluster import task_slots
from residency.errors import ResidencyError

TASK_CPUS = 0.5
BLOCKS = 4  # a core, where there are fewer files: enough to share the work among tasks

Transform = Callable[[pa.Table], pa.Table]
Expand = Callable[[pa.Table], Iterator[pa.Table]]


def map_tables(dataset: ray.data.Dataset, function: Transform, rows: int) -> ray.data.Dataset:
    """Apply a function to Arrow tables of at most so many rows, in tasks on all cores."""
    return _map(dataset, partial(_once, function=function), rows)


def expand_tables(dataset: ray.data.Dataset, function: Expand, rows: int) -> ray.data.Dataset:
    """The same with a function that gives several tables, which leave the task one by one."""
    return _map(dataset, partial(_several, function=function), rows)


def _map(dataset: ray.data.Dataset, function: Expand, rows: int) -> ray.data.Dataset:
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


def _once(table: pa.Table, *, function: Transform) -> Iterator[pa.Table]:
    with WithoutContent():
        yield function(table)


def _several(table: pa.Table, *, function: Expand) -> Iterator[pa.Table]:
    with WithoutContent():
        yield from function(table)


class WithoutContent:
    """Has who reads say what went wrong and where, never with what: messages may quote a row."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, ResidencyError):
            raise ResidencyError(f"{type(error).__name__} in {_place(error)}") from None


def _place(error: BaseException) -> str:
    """`module:line` of where an exception was raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "an unknown place"
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"


def read_parquet(folder: Path, cpus: float) -> ray.data.Dataset:
    """The Parquet files of a folder; a reading task takes so many CPUs."""
    # Ray 2.60's second reader starts a set of actors a call to read the files' footers: a minute
    # on two busy cores, where the first one takes two seconds.
    ray.data.DataContext.get_current().use_datasource_v2 = False
    quiet_ray_data()
    # Left to itself it makes 200 blocks of a small set, and as many tasks of a few rows.
    files = sum(1 for _ in folder.rglob("*.parquet"))
    blocks = max(files, BLOCKS * task_slots())
    return ray.data.read_parquet(
        str(folder), partitioning=None, num_cpus=cpus, override_num_blocks=blocks
    )


def quiet_ray_data() -> None:
    """Turn off Ray Data's own bars and its lines about each execution: progress is shown once."""
    ray.data.DataContext.get_current().enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)  # it warns that bars are off


def keep(dataset: ray.data.Dataset) -> ray.data.Dataset:
    """Compute a dataset once and keep its blocks, in the order of its input."""
    dataset.context.execution_options.preserve_order = True
    with ours_as_ours():
        kept: ray.data.Dataset = dataset.materialize()
    return kept


def stream(dataset: ray.data.Dataset) -> Iterator[pa.Table]:
    """The blocks of a dataset in order; empty ones are left out."""
    dataset.context.execution_options.preserve_order = True
    with ours_as_ours():
        for batch in dataset.iter_batches(batch_size=None, batch_format="pyarrow"):
            table = cast(pa.Table, batch)
            if table.num_rows:
                yield table


@contextmanager
def ours_as_ours() -> Iterator[None]:
    """Raise an error of ours that ended a task as it was raised there, without Ray's around it."""
    try:
        yield
    except RayError as error:
        ours = _ours(error)
        if ours is None:
            raise
        raise ours from None


def _ours(error: BaseException) -> ResidencyError | None:
    """The first error of ours among an error of Ray's and its causes."""
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        cause = getattr(found, "cause", None)
        for one in (cause, found):
            if isinstance(one, ResidencyError) and not isinstance(one, RayError):
                return one
        found = cause if isinstance(cause, BaseException) else found.__cause__
    return None
