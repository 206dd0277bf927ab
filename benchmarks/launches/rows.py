"""The rows about launching a stage."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from statistics import median

from benchmarks.launches.launch import WORKERS, Launch
from benchmarks.launches.private_ray import ready
from benchmarks.launches.stage import stage_work
from benchmarks.measure.interleaved import Row, Subject, compare, interleave

BARE = "TorchTrainer, empty function"
HANDWRITTEN = "TorchTrainer + deepspeed.initialize"
START = Subject("stage launch: call to workers' first line", f"{BARE}, to its first line")
STEP = Subject("stage launch: call to end of first step", f"{BARE}, to its first line")
SAME_STEP = Subject("stage launch: call to end of first step", f"{HANDWRITTEN}, to the same step")
RANKS = tuple((rank, WORKERS) for rank in range(WORKERS))

Launches = dict[str, list[Launch]]
Phases = dict[str, dict[str, float]]


def launch_rows(rounds: int) -> tuple[list[Row], Phases]:
    """Rows, and where the time of each launch goes; all launches share one private Ray."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        launches = _launch_all(Path(name), rounds)
    return list(_rows(launches)), _phases(launches)


def _launch_all(folder: Path, rounds: int) -> Launches:
    with ready(folder) as stage:
        from benchmarks.launches import bare, handwritten, ours  # they import Ray, which reads
        # its authentication when it is imported

        work, number = stage_work(), count()
        runs: dict[str, Callable[[], Launch]] = {
            "bare": lambda: bare.launch(folder / f"bare-{next(number)}"),
            "handwritten": lambda: handwritten.launch(
                stage, work, folder / f"handwritten-{next(number)}"
            ),
            "ours": lambda: ours.launch(stage, work, folder / f"ours-{next(number)}"),
        }
        return interleave(runs, rounds)


def _rows(launches: Launches) -> Iterator[Row]:
    bare, handwritten, ours = launches["bare"], launches["handwritten"], launches["ours"]
    placed = all(launch.ranks == RANKS for launch in (*ours, *bare))
    first_lines = [launch.first_line for launch in bare]
    steps = [launch.first_step for launch in ours]
    yield compare(START, [launch.first_line for launch in ours], first_lines, equal=placed)
    yield compare(STEP, steps, first_lines, equal=placed)
    learned = all(mine.learns_as(their) for mine, their in zip(ours, handwritten, strict=True))
    yield compare(SAME_STEP, steps, [launch.first_step for launch in handwritten], equal=learned)


def _phases(launches: Launches) -> Phases:
    """Medians of seconds, one phase after another."""
    return {
        name: {
            "to the first line": _median([launch.first_line for launch in runs]),
            "imports": _median([launch.imported - launch.first_line for launch in runs]),
            "model, engine, first step": _median(
                [launch.first_step - launch.imported for launch in runs]
            ),
        }
        for name, runs in launches.items()
        if name != "bare"
    }


def _median(values: Sequence[float]) -> float:
    return round(median(values), 3)
