"""How the search for near-duplicate texts grows with their number, and what it finds.

Invented reports of six sentences; one in twenty is an earlier one with up to two other words, in
capitals or not. For each size: seconds (from texts in Ray's object store to verified pairs), the
share of the planted pairs of Jaccard similarity 0.8 and more that was found, the share of found
pairs that were planted, the processor time and the peak memory of all processes. The slope is that
of the logarithms of processor seconds and rows between two sizes: 1 is linear, 2 is what comparing
all with all would be.

One private Ray on this machine's cores. The exit code is 1 where recall is below 0.99, precision
below 0.999 or the last slope above 1.15 (not looked at with --quick).
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

# `benchmarks` is found whatever folder this is started in.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measure.processes import peak, processor_seconds
from benchmarks.measure.report import load, machine, options
from benchmarks.near_texts.reports import original, reports
from residency.adapters.ray.cluster import RayOptions, start_private_ray, worker_environment
from residency.data.curation.shingles import jaccard, shingles

SIZES, QUICK = (10_000, 100_000, 1_000_000), (10_000, 100_000)
THRESHOLD = 0.8
STEEPEST = 1.15
LOGICAL_CPUS = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One size."""

    rows: int
    seconds: float
    processor_seconds: float  # of all processes: it stands on a busy machine, too
    planted: int
    recall: float
    precision: float
    peak_mib: float
    slope: float | None = None  # from the size before


def measure(sizes: Sequence[int]) -> list[Row]:
    """Measure the sizes one after another, on one Ray."""
    with tempfile.TemporaryDirectory(prefix="near-") as folder:
        token = Path(folder) / "token"
        environment = worker_environment(Path(folder))
        with start_private_ray(RayOptions(token, LOGICAL_CPUS, environment)):
            _search(100)  # starts the workers
            found = [_search(size) for size in sizes]
    slopes = [None, *(_slope(one, other) for one, other in pairwise(found))]
    return [Row(**{**asdict(r), "slope": s}) for r, s in zip(found, slopes, strict=True)]


def _search(size: int) -> Row:
    from residency.adapters.ray.near_duplicates import BLOCK, Similar, similar_pairs, text_block

    blocks = [
        text_block(first, list(reports(first, min(BLOCK, size - first))))
        for first in range(0, size, BLOCK)
    ]
    with peak() as memory:
        start, used = time.perf_counter(), processor_seconds()
        pairs = similar_pairs(blocks, Similar(THRESHOLD))
        seconds, used = time.perf_counter() - start, processor_seconds() - used
    found = {(one, other) for one, other in pairs.tolist()}
    planted = _planted(size)
    right = sum(_family(one) == _family(other) for one, other in found)
    return Row(
        rows=size,
        seconds=round(seconds, 2),
        processor_seconds=round(used, 2),
        planted=len(planted),
        recall=round(len(found & planted) / max(len(planted), 1), 5),
        precision=round(right / max(len(found), 1), 5),
        peak_mib=round(memory.mebibytes),
    )


def _family(row: int) -> int:
    """The row that a row is a copy of, else itself."""
    source = original(row)
    return row if source is None else source


def _planted(size: int) -> set[tuple[int, int]]:
    """Copies with their originals, as far as they are as similar as the search is asked for."""
    pairs = [(source, row) for row in range(size) if (source := original(row)) is not None]
    return {pair for pair in pairs if _similarity(*pair) >= THRESHOLD}


def _similarity(one: int, other: int) -> float:
    return jaccard(*(shingles(next(reports(row, 1))) for row in (one, other)))


def _slope(one: Row, other: Row) -> float:
    return round(
        math.log(other.processor_seconds / one.processor_seconds)
        / math.log(other.rows / one.rows),
        3,
    )


def _table(rows: Sequence[Row]) -> str:
    names = ("rows", "s", "cpu s", "planted", "recall", "precision", "MiB", "slope")
    table = [names, *(tuple(asdict(row).values()) for row in rows)]
    lines = [" ".join(f"{'' if cell is None else cell:>9}" for cell in cells) for cells in table]
    return "\n".join(lines)


def _good(rows: Sequence[Row], *, quick: bool) -> bool:
    found = all(row.recall >= 0.99 and row.precision >= 0.999 for row in rows)
    return found and (quick or (rows[-1].slope or 0.0) <= STEEPEST)


def main() -> int:
    """Print the table; exit 1 where it found too little, too much, or took too long to."""
    arguments = options(__doc__, ()).parse_args()
    facts = machine("ray", "numpy")
    rows = measure(QUICK if arguments.quick else SIZES)
    if arguments.json:
        document = {
            **({"quick": True} if arguments.quick else {}),
            "rows": [asdict(row) for row in rows],
            "machine": facts | {"load_at_end": load()},
        }
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(_table(rows))
    return 0 if _good(rows, quick=arguments.quick) else 1


if __name__ == "__main__":
    raise SystemExit(main())
