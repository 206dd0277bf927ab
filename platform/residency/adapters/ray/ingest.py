"""The ingest step: files of any source to de-identified samples, with Ray Data.

Two passes. The first reads, de-identifies, filters and outlines each record where it is read; the
driver sees outlines without content, on which it decides filters over the set, split and
questions. The second writes conversations as they are, and draws the questions of images.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa
import ray.data

from residency.adapters.ray.alike import alike_texts
from residency.adapters.ray.evidence import leave_evidence
from residency.adapters.ray.gather import Gathered, gather
from residency.adapters.ray.made import Made, Settled
from residency.adapters.ray.pace import Reached, counting
from residency.adapters.ray.reading import Reading, list_units, read_units
from residency.adapters.ray.record_rows import SAMPLE, Fate, image_of, samples_of
from residency.adapters.ray.sample_files import SampleFiles
from residency.adapters.ray.sample_rows import SAMPLES_SCHEMA, row_of
from residency.adapters.ray.streams import map_tables, quiet_ray_data, stream
from residency.data.curate import (
    ask_record,
    curate_dictionary,
    nothing_left,
    plan_images,
    plan_samples,
)
from residency.data.pseudonym import TenantKey
from residency.data.questions import Ask
from residency.data.sample import Split
from residency.data.sources.folder import SourceFolder
from residency.errors import DataError, ResidencyError
from residency.plan.layout import SAMPLES
from residency.plan.work import IngestIdentity, IngestWork
from residency.ports import Keys, Progress, StepContext, StepResult
from residency.prepare.tools import Finders
from residency.spec.dataset import Dataset

_BATCH = 16  # images that a task draws from


@dataclass(frozen=True, slots=True)
class Means:
    """What ingest is given by the composition root."""

    keys: Keys
    open_folder: Callable[[str, Path], SourceFolder]  # of a location, relative to a folder
    finders: Finders


def ingest_step(context: StepContext, means: Means) -> StepResult:
    """Executor of `ingest` steps. Writes samples/, the quarantine list, card and report.

    Raises:
        DataError: a folder is missing, nothing is left after filtering, rows were lost or came
            twice, too many were quarantined, or an invented identity came through.
    """
    work = context.step.work
    if not isinstance(work, IngestWork):
        raise TypeError(f"step {context.step.id} is no ingest")
    quiet_ray_data()
    if work.identity.dataset.source.dictionary is not None:
        made = _ingest_dictionary(context, work.identity)
    else:
        made = _ingest_files(context, work, means)
    result = leave_evidence(context, work.identity, made)
    return result


def _ingest_files(context: StepContext, work: IngestWork, means: Means) -> Made:
    told = work.identity
    key = TenantKey(told.key_id, means.keys.key(context.plan.tenant, told.key_id))
    paths = getattr(told.dataset.source, told.dataset.source.kind).paths
    folders = tuple(means.open_folder(location, Path(work.base)) for location in paths)
    reading = Reading(told.dataset, folders, key, means.finders, told.seed)
    listed = list_units(reading)
    with counting(partial(_show, context, len(listed))) as counter:
        records = read_units(listed, reading, counter)
    found = gather(records, listed, told.dataset.reference)
    if not found.images and not found.conversations:
        raise nothing_left(told.dataset, found.dropped)
    _show(context, len(listed), Reached(len(listed), found.read), "all read; writing samples")
    with SampleFiles(context.folder / SAMPLES) as written:
        if found.images and found.conversations:
            raise ResidencyError("A reader gave both images and conversations.")
        finish = _ask if _asks(told.dataset, found) else _settle
        settled = finish(records, found, told, written)
    return Made.of(told.dataset, found, settled, written)


def _show(context: StepContext, units: int, reached: Reached, message: str = "") -> None:
    """Units are files, or runs of rows of one: of how many rows nobody knows before the end."""
    told = message or f"of the source read, {reached.rows:,} rows"
    context.progress.update(Progress(context.step.id, reached.units, units, message=told))


def _asks(dataset: Dataset, found: Gathered) -> bool:
    """Whether samples are made by asking of images, and not what the source holds."""
    if dataset.questions is None and found.images:
        raise DataError(
            f"{dataset.reference}: a source of images needs `questions`.",
            "List the kinds of questions to ask.",
        )
    if dataset.questions is not None and found.conversations:
        raise DataError(
            f"{dataset.reference}: `questions` are asked of images, and this source holds "
            "conversations.",
            "Leave `questions` out.",
        )
    return dataset.questions is not None


def _settle(
    records: ray.data.Dataset, found: Gathered, told: IngestIdentity, written: SampleFiles
) -> Settled:
    """Write the conversations that are kept, each to its side."""
    alike = alike_texts(records, told.dataset)
    plan = plan_samples(found.conversations, told.dataset, told.seed, alike)
    for table in stream(records.select_columns(["source_key", SAMPLE])):
        written.add(_on_sides(table, plan.sides))
    _check_written(len(plan.sides), written.written)
    return Settled(plan.sides.keys(), plan.dropped)


def _on_sides(table: pa.Table, sides: Mapping[str, Split]) -> pa.Table:
    """The samples of a table that are kept, with the side that was decided."""
    samples = table.column(SAMPLE).is_valid()
    kept = table.filter(samples)
    decided = [sides.get(key) for key in kept.column("source_key").to_pylist()]
    column = pa.array(decided, pa.string())
    of_all = samples_of(kept)
    place = of_all.schema.get_field_index("split")
    return of_all.set_column(place, "split", column).filter(column.is_valid())


def _ask(
    records: ray.data.Dataset, found: Gathered, told: IngestIdentity, written: SampleFiles
) -> Settled:
    """Draw and write the questions of the images that are kept."""
    plan = plan_images(found.images, told.dataset, told.seed)
    draw = partial(_draw, asks=plan.asks, dataset=told.dataset, seed=told.seed)
    for table in stream(map_tables(records, draw, _BATCH)):
        written.add(table)
    _check_written(sum(map(len, plan.asks.values())), written.written)
    return Settled(plan.asks.keys(), plan.dropped)


def _draw(
    rows: pa.Table, *, asks: Mapping[str, tuple[Ask, ...]], dataset: Dataset, seed: int
) -> pa.Table:
    """Draw the questions planned for these records: rows of SAMPLES_SCHEMA."""
    drawn = [
        row_of(sample)
        for row in rows.to_pylist()
        if row["fate"] == Fate.KEPT and row["source_key"] in asks
        for sample in ask_record(image_of(row), asks[row["source_key"]], dataset, seed)
    ]
    return pa.Table.from_pylist(drawn, schema=SAMPLES_SCHEMA)


def _check_written(planned: int, written: int) -> None:
    if planned != written:
        raise ResidencyError(f"{planned} samples were planned, and {written} written.")


def _ingest_dictionary(context: StepContext, told: IngestIdentity) -> Made:
    dictionary = told.dataset.source.dictionary
    entries = dictionary.entries if dictionary else 0
    samples = curate_dictionary(entries, told.dataset, told.seed)
    with SampleFiles(context.folder / SAMPLES) as written:
        written.add(pa.Table.from_pylist(list(map(row_of, samples)), schema=SAMPLES_SCHEMA))
    settled = Settled([sample.sample_id for sample in samples], {})
    return Made.of(told.dataset, Gathered(read=len(samples)), settled, written)
