"""The ingest step: files to de-identified samples, with Ray Data.

Two passes. The first reads, decodes, de-identifies and reduces each file where it is read; what
comes back to the driver are outlines without pixels, on which filters, split and questions are
decided. The second draws the questions from the reduced pixels.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pyarrow as pa
import ray.data

from residency.adapters.ray.record_rows import (
    OUTLINE_COLUMNS,
    RECORDS_SCHEMA,
    outline_of_row,
    record_of_row,
    row_of_record,
)
from residency.adapters.ray.sample_files import SampleFiles
from residency.adapters.ray.sample_rows import SAMPLES_SCHEMA, row_of
from residency.adapters.ray.streams import map_tables, quiet_ray_data, stream
from residency.data.card import DataCard, make_card
from residency.data.curate import Curated, ask_record, curate_dictionary, plan_images
from residency.data.deidentify import PixelAllowList, deidentify
from residency.data.outline import Outline
from residency.data.pseudonym import TenantKey
from residency.data.questions import Ask
from residency.data.raw import Quarantined
from residency.data.sample import DataState, Sample
from residency.data.sources import dicom
from residency.data.sources.location import list_files, resolve_root
from residency.data.views import reduce
from residency.errors import NotSupportedYet, ResidencyError
from residency.plan.layout import CARD, QUARANTINE, SAMPLES
from residency.plan.record import Rows
from residency.plan.work import IngestWork
from residency.ports import Keys, Progress, StepContext, StepResult
from residency.spec.dataset import Dataset, DicomSource

_BATCH = 16  # files a task reads at once, and records it draws from


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a reading task is told."""

    base: Path
    key: TenantKey
    allowed: PixelAllowList


def ingest_step(context: StepContext, keys: Keys) -> StepResult:
    """Executor of `ingest` steps. Writes samples/, quarantine.jsonl and card.json.

    Raises:
        DataError: a folder is missing, nothing is left after filtering, too much was quarantined.
        NotSupportedYet: the source is one of a later version.
    """
    work = context.step.work
    if not isinstance(work, IngestWork):
        raise TypeError(f"step {context.step.id} is no ingest")
    quiet_ray_data()
    source = work.identity.dataset.source
    if source.dicom is not None:
        secret = keys.key(context.plan.tenant, work.identity.key_id)
        key = TenantKey(work.identity.key_id, secret)
        return _finish(context, work, *_ingest_dicom(context, work, source.dicom, key))
    if source.dictionary is not None:
        return _finish(context, work, *_ingest_dictionary(context, work))
    raise NotSupportedYet(
        f"not supported yet: a source of kind {source.kind!r}.", "Use dicom or dictionary."
    )


def _ingest_dicom(
    context: StepContext, work: IngestWork, source: DicomSource, key: TenantKey
) -> tuple[Curated, list[Quarantined], int]:
    dataset, seed = work.identity.dataset, work.identity.seed
    base = Path(work.base)
    files = [
        {"location": location, "file": file}
        for location in source.paths
        for file in list_files(resolve_root(location, base))
    ]
    reading = _Reading(base, key, _allow_list(source))
    records = _read_all(files, reading)
    tables = stream(records.select_columns(list(OUTLINE_COLUMNS)))
    found = [outline_of_row(row) for table in tables for row in table.to_pylist()]
    outlines = [one for one in found if isinstance(one, Outline)]
    quarantined = [one for one in found if isinstance(one, Quarantined)]
    context.progress.update(Progress(context.step.id, 1, 2, message="files read"))
    plan = plan_images(outlines, dataset, seed)
    draw = partial(_draw, asks=plan.asks, dataset=dataset, seed=seed)
    drawn = map_tables(records, draw, _BATCH)
    with SampleFiles(context.folder / SAMPLES) as written:
        for table in stream(drawn):
            written.add(table)
    _check_drawn(sum(map(len, plan.asks.values())), len(written.outlines))
    return Curated(tuple(written.outlines), plan.records, plan.dropped), quarantined, len(files)


def _check_drawn(planned: int, written: int) -> None:
    if planned != written:
        raise ResidencyError(f"{planned} questions were planned, and {written} samples written.")


def _ingest_dictionary(
    context: StepContext, work: IngestWork
) -> tuple[Curated, list[Quarantined], int]:
    dataset = work.identity.dataset
    entries = dataset.source.dictionary.entries if dataset.source.dictionary else 0
    curated = curate_dictionary(entries, dataset, work.identity.seed)
    with SampleFiles(context.folder / SAMPLES) as written:
        rows = [row_of(sample) for sample in curated.samples]
        written.add(pa.Table.from_pylist(rows, schema=SAMPLES_SCHEMA))
    return curated, [], curated.records


def _finish(
    context: StepContext,
    work: IngestWork,
    curated: Curated,
    quarantined: Sequence[Quarantined],
    read: int,
) -> StepResult:
    """Write the quarantine list, then check and write the card."""
    dataset, key_id = work.identity.dataset, work.identity.key_id
    lines = [
        json.dumps({"file": row.file, "reason": row.reason, "detail": row.detail})
        for row in sorted(quarantined, key=lambda row: row.file)
    ]
    (context.folder / QUARANTINE).write_text("".join(f"{line}\n" for line in lines))
    card = make_card(dataset, read, quarantined, curated, key_id)
    (context.folder / CARD).write_text(card.to_json(), encoding="utf-8")
    context.track.file(context.folder / CARD)
    context.progress.update(Progress(context.step.id, 2, 2, message="samples written"))
    return StepResult(
        outputs=(SAMPLES, QUARANTINE, CARD),
        rows=Rows(
            read=read,
            out=curated.records,
            quarantined=len(quarantined),
            dropped=dict(curated.dropped),
        ),
        data_state=DataState.DEIDENTIFIED.value,
        key_id=key_id,
        notes=_notes(card),
    )


def _notes(card: DataCard) -> dict[str, str]:
    return {
        "train samples": str(card.train.samples),
        "held-out samples": str(card.heldout.samples),
        "held-out subjects": str(card.heldout.subjects),
    }


def _allow_list(source: DicomSource) -> PixelAllowList:
    return PixelAllowList(
        frozenset(source.pixels.modalities), frozenset(r.sha256 for r in source.pixels.reviewed)
    )


def _read_all(files: Sequence[Mapping[str, str]], reading: _Reading) -> ray.data.Dataset:
    """Records and quarantine rows of all files, kept in the object store."""
    blocks = max(1, min(len(files) // _BATCH, 32))
    listed: ray.data.Dataset = ray.data.from_items(list(files), override_num_blocks=blocks)
    read: ray.data.Dataset = map_tables(
        listed, partial(_read, reading=reading), _BATCH
    ).materialize()
    return read


def _read(rows: pa.Table, *, reading: _Reading) -> pa.Table:
    """Read and de-identify files: one row of RECORDS_SCHEMA a file."""
    found = [_read_one(row["location"], row["file"], reading) for row in rows.to_pylist()]
    return pa.Table.from_pylist(found, schema=RECORDS_SCHEMA)


def _read_one(location: str, file: str, reading: _Reading) -> dict[str, object]:
    raw = dicom.read(resolve_root(location, reading.base), file)
    raw = replace(raw, file=f"{location}/{file}")  # equal names in two folders are two files
    if isinstance(raw, Quarantined):
        return row_of_record(raw)
    record = deidentify(raw, reading.key, reading.allowed)
    if isinstance(record, Quarantined):
        return row_of_record(record)
    return row_of_record(replace(record, pixels=reduce(record.pixels)))


def _draw(
    rows: pa.Table, *, asks: Mapping[str, tuple[Ask, ...]], dataset: Dataset, seed: int
) -> pa.Table:
    """Draw the questions planned for these records: rows of SAMPLES_SCHEMA."""
    drawn = [row_of(sample) for sample in _samples(rows, asks, dataset, seed)]
    return pa.Table.from_pylist(drawn, schema=SAMPLES_SCHEMA)


def _samples(
    rows: pa.Table, asks: Mapping[str, tuple[Ask, ...]], dataset: Dataset, seed: int
) -> Iterator[Sample]:
    for row in rows.to_pylist():
        if row["source_key"] in asks:
            yield from ask_record(record_of_row(row), asks[row["source_key"]], dataset, seed)
