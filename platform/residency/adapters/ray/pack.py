"""The pack step: samples of a mixture to shards of packed rows, rendered with Ray Data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from residency.adapters.ray.sample_rows import sample_of
from residency.adapters.ray.streams import (
    TASK_CPUS,
    map_tables,
    quiet_ray_data,
    read_parquet,
    stream,
)
from residency.adapters.ray.tokenizer import SAMPLES_PREFIX
from residency.data.image import decode_image, to_square
from residency.data.mixture import Part, plan_mixture
from residency.data.pack import TOO_LONG, Packable, assign, build_rows
from residency.data.render import Rendered, Renderer
from residency.data.sample import Sample
from residency.data.shards import ShardIndex, write_shards
from residency.data.tokenizer import load_tokenizer
from residency.errors import DataError
from residency.plan.layout import CARD, SHARDS, TOKENIZER
from residency.plan.record import Rows
from residency.plan.work import PackIdentity, PackWork
from residency.ports import Progress, StepContext, StepResult
from residency.spec.training import MixtureEntry

ROWS_PER_FILE = 4096
_BATCH = 256

_SCHEMA = pa.schema(
    [
        ("order", pa.string()),  # digest of text and images: an order that no key decides
        ("kind", pa.string()),
        ("input_ids", pa.list_(pa.int32())),
        ("targets", pa.list_(pa.bool_())),
        ("pictures", pa.list_(pa.binary())),  # uint8 [side, side, 3] each
    ]
)


@dataclass(frozen=True, slots=True)
class _Rendering:
    """What a rendering task is told."""

    tokenizer: Path
    image_tokens: int
    side: int


def pack_step(context: StepContext) -> StepResult:
    """Executor of `pack` steps. Writes shards/ and card.json.

    Raises:
        DataError: a dataset of the mixture has no samples, or holds one not de-identified.
    """
    work = context.step.work
    if not isinstance(work, PackWork):
        raise TypeError(f"step {context.step.id} packs nothing")
    quiet_ray_data()
    told, inputs = work.identity, context.earlier.paths()
    image_tokens = (told.image_size // told.patch_size) ** 2
    rendering = _Rendering(inputs[TOKENIZER], image_tokens, told.image_size)
    sources: dict[str, list[Packable]] = {}
    for number, entry in enumerate(told.mixture, start=1):
        folder = inputs[f"{SAMPLES_PREFIX}{entry.dataset}"]
        sources[entry.dataset] = _render_all(folder / "train", entry, rendering)
        context.progress.update(Progress(context.step.id, number, len(told.mixture) + 1))
    return _pack(context, told, sources, rendering)


def _pack(
    context: StepContext,
    told: PackIdentity,
    sources: dict[str, list[Packable]],
    rendering: _Rendering,
) -> StepResult:
    parts = [Part(e.dataset, len(sources[e.dataset]), e.weight) for e in told.mixture]
    picks = plan_mixture(parts, told.seed)
    samples = [sources[pick.name][pick.index] for pick in picks]
    assignment, too_long = assign([len(s.rendered) for s in samples], told.sequence.length)
    if not told.sequence.packing:
        assignment = [[number] for row in assignment for number in row]
    padding = Renderer(load_tokenizer(rendering.tokenizer), rendering.image_tokens).padding_id
    rows = build_rows(samples, assignment, told.sequence.length, padding)
    index = write_shards(rows, context.folder / SHARDS, ROWS_PER_FILE, rendering.image_tokens)
    shares = {part.name: sum(pick.name == part.name for pick in picks) for part in parts}
    _write_card(context.folder / CARD, index, shares, len(too_long))
    context.track.file(context.folder / CARD)
    total = len(told.mixture) + 1
    context.progress.update(Progress(context.step.id, total, total, message="packed"))
    dropped = {TOO_LONG: len(too_long)}
    return StepResult(
        outputs=(SHARDS, CARD),
        rows=Rows(read=len(samples), out=len(samples) - len(too_long), dropped=dropped),
        tokens=index.tokens,
        data_state=_lowest_state(context),
        notes={"packed rows": str(index.rows), "padding": f"{index.padding_share:.1%}"},
    )


def _write_card(path: Path, index: ShardIndex, shares: dict[str, int], too_long: int) -> None:
    card = {
        "samples": shares,
        "dropped": {TOO_LONG: too_long},
        **index.model_dump(mode="json", exclude={"files"}),
    }
    path.write_text(json.dumps(card, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _lowest_state(context: StepContext) -> str:
    """The state of the least protected dataset of the mixture."""
    states = {record.data_state for record in context.earlier.records().values()}
    return next((s for s in ("raw", "deidentified", "attested") if s in states), "")


def _render_all(folder: Path, entry: MixtureEntry, rendering: _Rendering) -> list[Packable]:
    """All samples of one dataset of the kinds that the mixture takes, in a stable order."""
    render = partial(_render, rendering=rendering, kinds=entry.kinds)
    rendered = map_tables(read_parquet(folder, TASK_CPUS), render, _BATCH)
    rows = [row for table in stream(rendered) for row in table.to_pylist()]
    side = rendering.side
    return [
        Packable(
            Rendered(tuple(row["input_ids"]), tuple(row["targets"]), len(row["pictures"])),
            tuple(np.frombuffer(p, np.uint8).reshape(side, side, 3) for p in row["pictures"]),
        )
        for row in sorted(rows, key=lambda row: row["order"])
    ]


def _render(rows: pa.Table, *, rendering: _Rendering, kinds: tuple[str, ...]) -> pa.Table:
    renderer = Renderer(load_tokenizer(rendering.tokenizer), rendering.image_tokens)
    chosen = (sample_of(row) for row in rows.to_pylist() if not kinds or row["kind"] in kinds)
    rendered = list(_rendered(chosen, renderer, rendering.side))
    return pa.Table.from_pylist(rendered, schema=_SCHEMA)


def _rendered(
    samples: Iterator[Sample], renderer: Renderer, side: int
) -> Iterator[dict[str, object]]:
    for sample in samples:
        if not sample.state.may_leave_ingest:
            raise DataError(
                f"Sample {sample.sample_id} of {sample.dataset} is not de-identified.",
                "Ingest the dataset as `deidentified`, or attest it.",
            )
        rendered = renderer.render(sample.turns)
        pictures = [to_square(decode_image(image), side).tobytes() for image in sample.images]
        order = hashlib.sha256(repr((sample.turns, sample.images)).encode()).hexdigest()
        yield {
            "order": order,
            "kind": sample.kind,
            "input_ids": rendered.input_ids,
            "targets": rendered.targets,
            "pictures": pictures,
        }
