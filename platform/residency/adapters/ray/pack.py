"""The pack step: samples of a mixture to shards of packed rows, in two passes over Ray Data.

First every sample is rendered and put by (spool.py); the driver learns lengths alone, and plans
from them who stands where. Then each file of the pack is written by a task that reads its own
samples. Nobody ever holds more than a batch of samples or the rows of one file.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute
import ray.data

from residency.adapters.ray.data_state import state_of_inputs
from residency.adapters.ray.drawn_from import check_mixture
from residency.adapters.ray.excluded import excluded_ids
from residency.adapters.ray.spool import KEPT, Chosen, Rendering, read_spooled, spool_samples
from residency.adapters.ray.streams import map_tables, stream
from residency.adapters.ray.tokenizer import SAMPLES_PREFIX
from residency.data.mixture import Part
from residency.data.pack import build_rows
from residency.data.pack_card import EntryFate, account, pack_card, warnings_of
from residency.data.pack_plan import Known, PackPlan, Shape, plan_pack
from residency.data.render import load_renderer
from residency.data.shards import Layout, ShardFile, ShardIndex, write_index, write_shard
from residency.data.tiling import Cutting
from residency.data.tokenizer import load_chat_format
from residency.errors import DataError
from residency.plan.layout import CARD, SHARDS, TOKENIZER
from residency.plan.work import PackIdentity, PackWork
from residency.ports import Progress, StepContext, StepResult
from residency.spec.training import MixtureEntry

FILE_BYTES = 32 * 1024 * 1024  # small: more tasks share the work, and each holds less
_SPOOL = "spool"


@dataclass(frozen=True, slots=True)
class _Source:
    """One entry of the mixture: what is known of its samples, and where those that fit lie."""

    fate: EntryFate
    known: Known
    files: pa.Array
    rows: pa.Array


@dataclass(frozen=True, slots=True)
class _Writing:
    """What a task that writes files is told."""

    rendering: Rendering
    folder: Path
    sources: int
    padding_id: int


def pack_step(context: StepContext, *, file_bytes: int = FILE_BYTES) -> StepResult:
    """Executor of `pack` steps. Writes shards/ and card.json.

    Args:
        file_bytes: about how large a file of the pack is.

    Raises:
        DataError: the tokenizer is of another format; a dataset of the mixture has no samples
            that fit, or of a kind that is asked for, or holds one not de-identified; the mixture
            would draw too many.
    """
    work = context.step.work
    if not isinstance(work, PackWork):
        raise TypeError(f"step {context.step.id} packs nothing")
    told, inputs = work.identity, context.earlier.paths()
    state = state_of_inputs(context)
    _check_format(inputs[TOKENIZER], told)
    check_mixture(told.mixture, told.temperature, inputs)
    rendering = Rendering(
        tokenizer=inputs[TOKENIZER],
        image_tokens=(told.image_size // told.patch_size) ** 2,
        cutting=Cutting(told.image_size, told.tiling, told.padding),
        length=told.sequence.length,
        spool=context.folder / _SPOOL,
    )
    shape = Shape(told.sequence.length, told.sequence.packing, told.image_size**2 * 3, file_bytes)
    rendering.spool.mkdir(parents=True)
    try:
        sources = list(_sources(context, told, inputs, rendering))
        plan = plan_pack([s.known for s in sources], shape, told.seed, told.temperature)
        index = _write_pack(context.folder / SHARDS, plan, sources, rendering)
    finally:
        shutil.rmtree(rendering.spool)
    result = _result(context, told, [source.fate for source in sources], (index, plan))
    return replace(result, data_state=state)


def _check_format(tokenizer: Path, told: PackIdentity) -> None:
    own = load_chat_format(tokenizer).template.value
    if own != told.template:
        raise DataError(
            f"{tokenizer} is a tokenizer of the {own} format; the recipe says {told.template}.",
            "Set model.template to the format of the tokenizer.",
        )


def _sources(
    context: StepContext, told: PackIdentity, inputs: Mapping[str, Path], rendering: Rendering
) -> Iterator[_Source]:
    for number, entry in enumerate(told.mixture, start=1):
        folder = inputs[f"{SAMPLES_PREFIX}{entry.dataset}"] / "train"
        chosen = Chosen(entry.kinds, excluded_ids(inputs, entry.dataset))
        yield _source(entry, spool_samples(folder, chosen, rendering), rendering.length)
        context.progress.update(Progress(context.step.id, number, len(told.mixture) + 1))


def _source(entry: MixtureEntry, planned: pa.Table, length: int) -> _Source:
    """Raises DataError where there are samples and none of them fits."""
    counted = pa.compute.value_counts(planned.column("dropped")).to_pylist()
    fate = EntryFate(
        dataset=entry.dataset,
        read=planned.num_rows,
        dropped={row["values"]: row["counts"] for row in counted if row["values"] != KEPT},
        longest=pa.compute.max(planned.column("length")).as_py() or 0,
    )
    fate.require_some(length)
    kept = planned.filter(pa.compute.field("dropped") == KEPT)
    part = Part(entry.dataset, kept.num_rows, entry.weight, entry.max_epochs)
    lengths, pictures = (kept.column(name).to_numpy() for name in ("length", "pictures"))
    files, rows = (kept.column(name).combine_chunks() for name in ("file", "row"))
    return _Source(fate, Known(part, lengths, pictures), files, rows)


def _write_pack(
    folder: Path, plan: PackPlan, sources: Sequence[_Source], rendering: Rendering
) -> ShardIndex:
    """Have the files written, then write their index."""
    folder.mkdir()
    renderer = load_renderer(rendering.tokenizer, rendering.image_tokens)
    writing = _Writing(rendering, folder, len(sources), renderer.padding_id)
    dataset = ray.data.from_arrow(list(_tasks(plan, sources)))
    written = map_tables(dataset, partial(_write, writing=writing), 1)
    described = [row for table in stream(written) for row in table.to_pylist()]
    files = [
        ShardFile.model_validate_json(row["file"])
        for row in sorted(described, key=lambda row: int(row["number"]))
    ]
    layout = Layout(rendering.length, rendering.cutting.side, rendering.image_tokens)
    parts = [source.known.part for source in sources]
    return write_index(folder, layout, files, [(part.name, part.size) for part in parts])


def _tasks(plan: PackPlan, sources: Sequence[_Source]) -> Iterator[pa.Table]:
    """For each file a table of one row: its number, and where its samples lie, by packed row."""
    for number, file in enumerate(plan.files()):
        files, rows = [""] * len(file.parts), np.zeros(len(file.parts), np.int64)
        for source_number, source in enumerate(sources):
            mine = np.flatnonzero(file.parts == source_number)
            wanted = pa.array(file.indices[mine])
            rows[mine] = source.rows.take(wanted).to_numpy()
            for place, name in zip(mine, source.files.take(wanted).to_pylist(), strict=True):
                files[place] = name
        yield pa.table(
            {
                "number": [number],
                "packed": [file.packed.tolist()],
                "files": [files],
                "rows": [rows.tolist()],
                "sources": [file.parts.tolist()],
            }
        )


def _write(tasks: pa.Table, *, writing: _Writing) -> pa.Table:
    """Write the files of a table of tasks; a description of each."""
    pa.default_memory_pool().release_unused()  # rendering in this worker left more than a file is
    described = [_write_one(task, writing).model_dump_json() for task in tasks.to_pylist()]
    return pa.table({"number": tasks.column("number"), "file": described})


def _write_one(task: Mapping[str, object], writing: _Writing) -> ShardFile:
    told = writing.rendering
    samples = read_spooled(task, told)
    packed = np.asarray(task["packed"])
    members = np.split(np.arange(len(packed)), np.flatnonzero(np.diff(packed)) + 1)
    rows = build_rows(samples, [m.tolist() for m in members], told.length, writing.padding_id)
    return write_shard(rows, writing.folder, int(str(task["number"])), writing.sources)


def _result(
    context: StepContext,
    told: PackIdentity,
    fates: Sequence[EntryFate],
    packed: tuple[ShardIndex, PackPlan],
) -> StepResult:
    """The card, and what the record is made of. Rows are samples, each counted once."""
    index, plan = packed
    rows, warnings = account(fates, plan.drawn), warnings_of(fates, told.sequence.length)
    card = context.folder / CARD
    card.write_text(pack_card(index, rows, warnings, plan.least_padding), encoding="utf-8")
    context.track.file(card)
    total = len(told.mixture) + 1
    context.progress.update(Progress(context.step.id, total, total, message="packed"))
    padding = f"{index.padding_share:.1%} (at least {plan.least_padding:.1%})"
    notes = {"packed rows": str(index.rows), "padding": padding}
    return StepResult(
        outputs=(SHARDS, CARD),
        rows=rows,
        tokens=index.tokens,
        notes=notes | ({"warnings": "; ".join(warnings)} if warnings else {}),
    )
