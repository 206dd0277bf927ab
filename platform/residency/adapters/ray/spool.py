"""Rendered samples on disk: written once by rendering tasks, read at random by packing tasks.

The driver plans a pack from what it is told of each sample (a row of PLANNED); the samples
themselves never pass through it. A spool is Arrow files in the attempt's folder, gone with the
end of the step; pictures stay encoded in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from residency.adapters.ray.sample_rows import sample_of
from residency.adapters.ray.streams import TASK_CPUS, map_tables, read_parquet, stream
from residency.data.image import PNG_HEAD, decode_image, png_size
from residency.data.pack import TOO_LONG, Packable
from residency.data.pack_card import CONTAMINATED
from residency.data.render import Rendered, Renderer, load_renderer
from residency.data.sample import Sample
from residency.data.tiling import Cutting
from residency.errors import DataError

KEPT = ""
PLANNED = pa.schema(
    [
        ("order", pa.binary(16)),  # digest of text and images: an order that no key decides
        ("sample_id", pa.string()),
        ("dropped", pa.string()),  # why; empty: it is in the spool
        ("length", pa.int64()),  # tokens
        ("pictures", pa.int64()),
        ("file", pa.string()),
        ("row", pa.int64()),  # of the file
    ]
)
_SPOOLED = pa.schema(
    [
        ("sample_id", pa.string()),
        ("input_ids", pa.list_(pa.int32())),
        ("targets", pa.list_(pa.bool_())),
        ("images", pa.list_(pa.binary())),  # as the samples hold them
    ]
)
_BATCH = 256
_OPEN_FILES = 64


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a rendering task is told."""

    tokenizer: Path
    image_tokens: int
    cutting: Cutting
    length: int  # of a row
    spool: Path


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which samples of a dataset's folder are rendered."""

    kinds: tuple[str, ...] = ()  # none: all
    excluded: frozenset[str] = field(default_factory=frozenset)  # ids


def spool_samples(folder: Path, chosen: Chosen, rendering: Rendering) -> pa.Table:
    """Render the samples of one dataset into the spool; a row of PLANNED each, in a stable order.

    Raises:
        DataError: a sample is not de-identified, or an image does not decode.
    """
    render = partial(_spool, chosen=chosen, rendering=rendering)
    rendered = map_tables(read_parquet(folder, TASK_CPUS), render, _BATCH)
    tables = list(stream(rendered))
    whole = pa.concat_tables(tables) if tables else PLANNED.empty_table()
    return whole.sort_by([("order", "ascending"), ("sample_id", "ascending")])


def read_spooled(task: Mapping[str, Any], rendering: Rendering) -> list[Packable]:
    """The samples that a task names by `files`, `rows` and `sources`, their pictures cut."""
    # Of this task alone: a worker that lives on must not hold on to files that are gone.
    opened = lru_cache(maxsize=_OPEN_FILES)(_opened)
    places = list(zip(task["files"], task["rows"], task["sources"], strict=True))
    found: dict[int, Packable] = {}
    for number in sorted(range(len(places)), key=lambda n: places[n][:2]):
        file, row, source = places[number]
        table = opened(rendering.spool / file)
        found[number] = _packable(table, row, source, rendering.cutting)
    return [found[number] for number in range(len(places))]


def _packable(table: pa.Table, row: int, source: int, cutting: Cutting) -> Packable:
    ids, targets, images = (table.column(n)[row] for n in ("input_ids", "targets", "images"))
    cut = [
        picture for image in images.as_py() for picture in cutting.pictures(decode_image(image))
    ]
    rendered = Rendered(tuple(ids.as_py()), tuple(targets.as_py()), len(cut))
    return Packable(rendered, tuple(cut), table.column("sample_id")[row].as_py(), source)


def _opened(path: Path) -> pa.Table:
    """A file of the spool, mapped: what is not asked for is not read."""
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def _spool(rows: pa.Table, *, chosen: Chosen, rendering: Rendering) -> pa.Table:
    """Render a batch, write what is kept to a file, and say what is known of each sample."""
    samples = [
        (number, sample)
        for number, sample in enumerate(_without_images(rows))
        if not chosen.kinds or sample.kind in chosen.kinds
    ]
    ids = repr([(sample.dataset, sample.sample_id) for _, sample in samples])
    batch = _Batch(
        renderer=load_renderer(rendering.tokenizer, rendering.image_tokens),
        rendering=rendering,
        excluded=chosen.excluded,
        file=f"{hashlib.sha256(ids.encode()).hexdigest()[:24]}.arrow",
        images=rows.column("images"),
    )
    planned = [batch.add(sample, number) for number, sample in samples]
    if batch.kept:
        _write(batch.spooled(), rendering.spool / batch.file)
    return pa.Table.from_pylist(planned, schema=PLANNED)


def _without_images(rows: pa.Table) -> Iterator[Sample]:
    """The samples of a table, whose images stay in it: they are most of its bytes."""
    for row in rows.drop_columns(["images"]).to_pylist():
        yield sample_of({**row, "images": ()})


@dataclass(slots=True)
class _Batch:
    """Renders samples one by one, and keeps what goes into a file of the spool."""

    renderer: Renderer
    rendering: Rendering
    excluded: frozenset[str]
    file: str
    images: pa.ChunkedArray  # lists of binaries, by number of the row
    kept: dict[int, Rendered] = field(default_factory=dict)  # by number of the row
    names: list[str] = field(default_factory=list)  # ids of those kept

    def add(self, sample: Sample, number: int) -> dict[str, Any]:
        """The sample's row of PLANNED. Raises DataError where it is not de-identified."""
        _check_state(sample)
        images = [image.as_buffer() for image in self.images[number]]
        plan: dict[str, Any] = {"order": _order(sample, images), "sample_id": sample.sample_id}
        if sample.sample_id in self.excluded:
            return plan | {"dropped": CONTAMINATED}
        rendered = self.renderer.render(sample.turns, self._tiles(images))
        plan |= {"length": len(rendered), "pictures": rendered.images}
        if len(rendered) > self.rendering.length:
            return plan | {"dropped": TOO_LONG}
        self.kept[number] = rendered
        self.names.append(sample.sample_id)
        return plan | {"dropped": KEPT, "file": self.file, "row": len(self.kept) - 1}

    def spooled(self) -> pa.Table:
        """The samples that are kept, as rows of _SPOOLED."""
        rendered = self.kept.values()
        everyone = len(self.kept) == len(self.images)  # then no image is copied
        images = self.images if everyone else self.images.take(pa.array(self.kept, pa.int64()))
        columns = [
            self.names,
            [one.input_ids for one in rendered],
            [one.targets for one in rendered],
            images,
        ]
        return pa.table(columns, schema=_SPOOLED)

    def _tiles(self, images: Sequence[pa.Buffer]) -> list[int]:
        """Into how many pictures each image is cut, without decoding it."""
        cutting = self.rendering.cutting
        if cutting.tiling is None:
            return [1] * len(images)
        return [cutting.count(*png_size(image[:PNG_HEAD].to_pybytes())) for image in images]


def _order(sample: Sample, images: Sequence[pa.Buffer]) -> bytes:
    """What sorts samples: equal content, equal place, whatever key made their ids."""
    digest = hashlib.sha256(repr((sample.turns, [image.size for image in images])).encode())
    for image in images:
        digest.update(image)
    return digest.digest()[:16]


def _check_state(sample: Sample) -> None:
    if not sample.state.may_leave_ingest:
        raise DataError(
            f"Sample {sample.sample_id} of {sample.dataset} is not de-identified.",
            "Ingest the dataset as `deidentified`, or attest it.",
        )


def _write(table: pa.Table, path: Path) -> None:
    """Whole or not at all: a task that is run again writes the same file."""
    partial_path = path.with_suffix(".partial")
    with pa.OSFile(str(partial_path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as file:
        file.write_table(table)
    partial_path.replace(path)
