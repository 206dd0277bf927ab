"""Rounds of all contenders, each in a fresh process, and the rows and notes made of them."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.measure.interleaved import Row, Subject, compare, interleave
from benchmarks.peers.inputs import Inputs
from benchmarks.peers.program import PREPARING, READING, Took, told
from benchmarks.peers.workload import write_inputs
from benchmarks.programs.process import run

ROOT = Path(__file__).resolve().parents[2]
PACK, SHARDS, UNCHECKED, RAY = "residency_pack", "shards", "shards_unverified", "ray_data"
WORDS: Final = {
    RAY: "ray.data",
    "torch_loader": "DataLoader, 2 workers",
    "hugging_face": "datasets",
    "hugging_face_checked": "datasets, SHA-256 checked",
    "web_dataset": "webdataset, 2 workers",
    UNCHECKED: "ours, hashes not checked",
}
PREPARERS: Final = (PACK, RAY, "torch_loader", "hugging_face", "web_dataset")
READERS: Final = {  # whose rows each reads
    SHARDS: PACK,
    UNCHECKED: PACK,
    RAY: RAY,
    "torch_loader": "torch_loader",
    "hugging_face": "hugging_face",
    "hugging_face_checked": "hugging_face",
    "web_dataset": "web_dataset",
}

Runs = Mapping[str, Sequence[Took]]
Notes = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done."""

    images: int
    rounds: int


def peer_rows(size: Size) -> tuple[list[Row], Notes]:
    """Prepare and read with everybody.

    A first round is for memory and for equality of what everyone's reader gives of what everyone
    prepared; it is not timed. Rounds after it are, and nothing is hashed in them. Without rounds
    the first one stands for them.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        bench = _Bench(Inputs(Path(name) / "inputs"), Path(name) / "out")
        write_inputs(bench.inputs, size.images)
        checked = {who: bench.prepare(who, check=True) for who in PREPARERS}
        seen = {who: bench.read(who, check=True) for who in READERS}
        reading = interleave(_each(bench.read, READERS), size.rounds)
        preparing = interleave(_each(bench.prepare, PREPARERS), size.rounds)
    if not size.rounds:
        preparing, reading = (
            {who: [took] for who, took in one.items()} for one in (checked, seen)
        )
    same = {who: took.digests == seen[SHARDS].digests for who, took in seen.items()}
    whole = len(set(seen[SHARDS].digests)) == size.images
    equal = {who: fits and whole for who, fits in same.items()}
    rows = [*_preparing_rows(preparing, equal), *_reading_rows(reading, equal)]
    notes = {
        **_notes("prepare", preparing, checked, size.images),
        **_notes("read", reading, seen, size.images),
    }
    return rows, notes


@dataclass(frozen=True, slots=True)
class _Bench:
    """Where everything lies, and how a contender is started."""

    inputs: Inputs
    out: Path

    def prepare(self, who: str, *, check: bool = False) -> Took:
        """Anew: what was prepared before is removed, outside of the time."""
        shutil.rmtree(self.out / who, ignore_errors=True)
        return self._run(PREPARING, who, self.out / who, check=check)

    def read(self, who: str, *, check: bool = False) -> Took:
        """What was prepared last."""
        return self._run(READING, who, self.out / READERS[who], check=check)

    def _run(self, task: str, who: str, out: Path, *, check: bool) -> Took:
        program = (sys.executable, "-m", "benchmarks.peers.program", task, who)
        command = (*program, str(self.inputs.folder), str(out), *(["--check"] if check else []))
        done = run(command, _environment(self.out.parent))
        return told(done.out)


def _environment(folder: Path) -> dict[str, str]:
    from residency.adapters.ray.cluster import worker_environment

    return {
        **worker_environment(folder),
        "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
        "HF_HOME": str(folder / "hf"),
        "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    }


def _each(
    work: Callable[[str], Took], names: Sequence[str] | Mapping[str, str]
) -> dict[str, Callable[[], Took]]:
    return {name: partial(work, name) for name in names}


def _preparing_rows(runs: Runs, equal: Mapping[str, bool]) -> Iterator[Row]:
    subjects: dict[str, Callable[[Took], float]] = {
        "prepare: samples to stored rows": lambda took: took.work,
        "prepare: processor time of it": lambda took: took.used,
    }
    yield from _compared(subjects, {who: runs[who] for who in PREPARERS}, equal)


def _reading_rows(runs: Runs, equal: Mapping[str, bool]) -> Iterator[Row]:
    subjects: dict[str, Callable[[Took], float]] = {
        "read: all rows": lambda took: took.work,
        "read: processor time of it": lambda took: took.used,
        "read: process start to first batch": lambda took: took.first,
        "read: the same, imports apart": lambda took: took.first - took.imported,
    }
    yield from _compared(subjects, {who: runs[who] for who in READERS}, equal)
    unchecked = {UNCHECKED: runs[UNCHECKED]} | {who: runs[who] for who in READERS if who != SHARDS}
    plain = {f"{name}, ours without hashes": of for name, of in tuple(subjects.items())[:2]}
    yield from _compared(plain, unchecked, equal)


def _compared(
    subjects: Mapping[str, Callable[[Took], float]], runs: Runs, equal: Mapping[str, bool]
) -> Iterator[Row]:
    """The first of the runs against each of the others, subject by subject."""
    us, *others = runs
    for name, seconds in subjects.items():
        ours = list(map(seconds, runs[us]))
        for who in others:
            theirs = list(map(seconds, runs[who]))
            yield compare(Subject(name, WORDS[who]), ours, theirs, equal=equal[who])


def _notes(task: str, runs: Runs, checked: Mapping[str, Took], images: int) -> Notes:
    """Medians by contender: seconds, images a second, and the peak memory of the checked round."""
    return {
        f"{task}: {WORDS.get(who, 'ours')}": {
            "imports": _median(took.imported for took in found),
            "services": _median(took.ready - took.imported for took in found),
            "first batch": _median(took.first - took.ready for took in found),
            "all": _median(took.work for took in found),
            "processor": _median(took.used for took in found),
            "images a second": _median(images / took.work for took in found),
            "peak MiB": checked[who].peak_mib,
        }
        for who, found in runs.items()
    }


def _median(values: Iterable[float]) -> float:
    return round(median(values), 3)
