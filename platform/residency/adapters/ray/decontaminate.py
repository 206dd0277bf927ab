"""The decontaminate step: what training sets share with the benchmarks of their pipeline.

Benchmarks are small beside what is trained on: each becomes an index that every task over the
training samples is given. Only the search for nearly equal texts joins both sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import ray

from residency.adapters.ray.data_state import state_of_inputs
from residency.adapters.ray.footprints import FootprintBlock, footprint_blocks
from residency.adapters.ray.near_duplicates import Similar, TextBlock, in_turns, similar_pairs
from residency.adapters.ray.streams import TASK_CPUS
from residency.adapters.ray.tokenizer import SAMPLES_PREFIX
from residency.data.curation.contamination import BenchmarkIndex, Hit
from residency.data.curation.footprint import Footprint
from residency.data.curation.matrix import COLUMNS, Cell, Matrix, joined, make_cell
from residency.plan.layout import EXCLUDED, MATRIX, MATRIX_PAGE
from residency.plan.record import Rows
from residency.plan.work import DecontaminateIdentity, DecontaminateWork
from residency.ports import Progress, StepContext, StepResult, Table
from residency.spec.decontamination import Action, Decontamination

_EXCLUDED = pa.schema(
    [
        ("dataset", pa.string()),
        ("sample_id", pa.string()),
        ("benchmark", pa.string()),
        ("match", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class _Benchmark:
    """One benchmark: its index, here and in the object store, and its long texts."""

    index: BenchmarkIndex
    shared: ray.ObjectRef[BenchmarkIndex]
    blocks: tuple[FootprintBlock, ...]


@dataclass(frozen=True, slots=True)
class _Searched:
    """One training set, held against every benchmark."""

    name: str
    samples: int
    hits: tuple[Hit, ...]  # one a sample and benchmark
    cells: tuple[Cell, ...]


def decontaminate_step(context: StepContext) -> StepResult:
    """Executor of `decontaminate` steps. Writes matrix.json, matrix.md and excluded.parquet.

    Raises:
        DataError: a benchmark touches more of a training set than the recipe's limit; the matrix
            is written and tracked before. A dataset was not de-identified.
    """
    work = context.step.work
    if not isinstance(work, DecontaminateWork):
        raise TypeError(f"step {context.step.id} holds nothing against benchmarks")
    told, inputs = work.identity, context.earlier.paths()
    state = state_of_inputs(context)
    benchmarks = _benchmarks(told, inputs)
    searched = []
    for number, name in enumerate(told.training, start=1):
        folder = inputs[f"{SAMPLES_PREFIX}{name}"] / "train"
        searched.append(_search(name, folder, benchmarks, told.rules))
        context.progress.update(Progress(context.step.id, number, len(told.training)))
    matrix = Matrix(rules=told.rules, cells=tuple(c for one in searched for c in one.cells))
    _leave(context, matrix, searched)
    matrix.check()
    return _result(state, told, searched)


def _benchmarks(told: DecontaminateIdentity, inputs: Mapping[str, Path]) -> list[_Benchmark]:
    return [
        _benchmark(one.benchmark, inputs[f"{SAMPLES_PREFIX}{one.dataset}"] / "heldout", told.rules)
        for one in told.benchmarks
    ]


def _benchmark(name: str, folder: Path, rules: Decontamination) -> _Benchmark:
    blocks = footprint_blocks(folder, rules.ngram)
    footprints = [one for block in blocks for one in ray.get(block.footprints)]
    texts = [text for block in blocks for text in ray.get(block.texts).to_pylist()]
    index = BenchmarkIndex(name, footprints, texts, rules)
    return _Benchmark(index, ray.put(index), tuple(blocks))


def _search(
    name: str, folder: Path, benchmarks: Sequence[_Benchmark], rules: Decontamination
) -> _Searched:
    """Hold one training set against every benchmark."""
    blocks = footprint_blocks(folder, rules.ngram)
    samples = sum(block.rows for block in blocks)
    hits, cells = list[Hit](), list[Cell]()
    for one in benchmarks:
        found = in_turns(
            partial(_find.remote, one.shared, block.footprints, block.texts) for block in blocks
        )
        met = [hit for (ref,) in found for hit in ray.get(ref)]
        met += _near_texts(one, blocks, rules)
        own = list(joined(met).values())
        limit = rules.limit_of(one.index.name)
        cells.append(make_cell(name, samples, one.index, own, limit))
        hits += own
    return _Searched(name, samples, tuple(hits), tuple(cells))


@ray.remote(num_cpus=TASK_CPUS)
def _find(index: BenchmarkIndex, footprints: Sequence[Footprint], texts: pa.Array) -> list[Hit]:
    found = map(index.find, footprints, texts.to_pylist())
    return [hit for hit in found if hit is not None]


def _near_texts(
    benchmark: _Benchmark, blocks: Sequence[FootprintBlock], rules: Decontamination
) -> Iterator[Hit]:
    """Hits of training samples whose text is nearly that of a sample of the benchmark."""
    if not any(one.long for one in benchmark.blocks) or not any(one.long for one in blocks):
        return
    both = [*benchmark.blocks, *blocks]
    firsts = list(accumulate((one.rows for one in both), initial=0))
    texts = [TextBlock(f, one.rows, one.texts) for f, one in zip(firsts, both, strict=False)]
    boundary = benchmark.index.rows
    pairs = similar_pairs(texts, Similar(rules.jaccard, boundary))
    starts = firsts[len(benchmark.blocks) :]
    for block, start in zip(blocks, starts, strict=False):
        own = pairs[(pairs[:, 1] >= start) & (pairs[:, 1] < start + block.rows)]
        if not own.size:
            continue
        footprints = ray.get(block.footprints)
        for held, row in own.tolist():
            yield benchmark.index.near_text(footprints[row - start].sample_id, held)


def _leave(context: StepContext, matrix: Matrix, searched: Sequence[_Searched]) -> None:
    """Write and track what was found, whether or not the step goes on."""
    folder = context.folder
    text = matrix.model_dump_json(by_alias=True, indent=2)
    (folder / MATRIX).write_text(f"{text}\n", encoding="utf-8")
    (folder / MATRIX_PAGE).write_text(matrix.page(), encoding="utf-8")
    removed = searched if matrix.rules.action is Action.REMOVE else ()
    rows = [
        {
            "dataset": one.name,
            "sample_id": hit.sample_id,
            "benchmark": hit.benchmark,
            "match": hit.strongest.value,
        }
        for one in removed
        for hit in one.hits
    ]
    pa.parquet.write_table(pa.Table.from_pylist(rows, schema=_EXCLUDED), folder / EXCLUDED)
    context.track.table(Table("decontamination", COLUMNS, tuple(c.row() for c in matrix.cells)))
    for name in (MATRIX, MATRIX_PAGE):
        context.track.file(folder / name)


def _result(state: str, told: DecontaminateIdentity, searched: Sequence[_Searched]) -> StepResult:
    read = sum(one.samples for one in searched)
    worst = max((cell.share for one in searched for cell in one.cells), default=0.0)
    dropped = _dropped(searched) if told.rules.action is Action.REMOVE else {}
    return StepResult(
        outputs=(MATRIX, MATRIX_PAGE, EXCLUDED),
        rows=Rows(read=read, out=read - sum(dropped.values()), dropped=dropped),
        data_state=state,
        notes={
            "benchmarks": str(len(told.benchmarks)),
            "most shared with one": f"{worst:.1%}",
        },
    )


def _dropped(searched: Sequence[_Searched]) -> dict[str, int]:
    """Samples that are left out, each once, by the strongest match with any benchmark."""
    dropped: dict[str, int] = {}
    for one in searched:
        strongest: dict[str, str] = {}
        for hit in sorted(one.hits, key=_strength):
            strongest.setdefault(hit.sample_id, hit.strongest.value)
        for match in strongest.values():
            dropped[match] = dropped.get(match, 0) + 1
    return dropped


def _strength(hit: Hit) -> int:
    return list(type(hit.strongest)).index(hit.strongest)
