"""Which contestants meet, and the rows and notes that come of it."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.measure.interleaved import Row, Subject, compare
from benchmarks.programs.process import run
from benchmarks.training.heats import CHECKED, OURS, Length, Runs, heat
from benchmarks.training.inputs import CLIP, Written, read_written
from benchmarks.training.job import Inputs, Job
from benchmarks.training.running import ROOT
from benchmarks.training.sizes import SIZES
from residency.plan.deepspeed import BUCKET
from residency.spec.model import TextArchitecture

EQUAL: Final = {"fp32": 1e-5, "bf16": 1e-2}
"""How far the losses of a step may lie apart, per target token, by precision."""

PLAIN, BARE, TRAINER = "plain_deepspeed", "pytorch", "trainer"
GROUPED, TRAINER_DEEPSPEED = "trainer_grouped", "trainer_deepspeed"
WORDS: Final = {
    BARE: "PyTorch loop",
    PLAIN: "DeepSpeed loop",
    TRAINER: "Trainer",
    GROUPED: "Trainer, grouped by length",
    TRAINER_DEEPSPEED: "Trainer with DeepSpeed",
}
_GROUPED: Final = "_grouped"
_ATTENTION: Final = {TextArchitecture.GPT_OSS: "eager", TextArchitecture.LLAMA: "sdpa"}
_USUAL: Final = 2  # ZeRO stage
_OUTSIDE: Final = 0.05
Notes = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Bout:
    """Ours against some, who are loaded together."""

    size: str
    ranks: int
    zero: int
    peers: tuple[str, ...]

    @property
    def name(self) -> str:
        """As tables show it."""
        ranks = "1 rank" if self.ranks == 1 else f"{self.ranks} ranks"
        return f"{self.size}, ZeRO-{self.zero}, {ranks}"


@dataclass(frozen=True, slots=True)
class Found:
    """Of all bouts of a size."""

    rows: tuple[Row, ...]
    notes: Notes
    refused: tuple[str, ...]  # why there is no row of somebody


@dataclass(frozen=True, slots=True)
class Choice:
    """Which bouts of a size there are."""

    size: str
    ranks: tuple[int, ...] = (2, 1)
    zero: tuple[int, ...] = (0, 1, 2, 3)
    peers: tuple[str, ...] = tuple(WORDS)

    def bouts(self) -> Iterator[Bout]:
        """Loops at each stage, everybody at one; on one rank there is nothing to shard."""
        room = SIZES[self.size].together - 1
        for ranks in self.ranks:
            for zero in self.zero if ranks > 1 else (0,):
                whole = ranks == 1 or zero == _USUAL or len(self.zero) == 1
                met = WORDS if whole else (PLAIN, BARE)
                peers = [peer for peer in met if peer in self.peers]
                for first in range(0, len(peers), room):
                    yield Bout(self.size, ranks, zero, tuple(peers[first : first + room]))


def find(
    choice: Choice, length: Length, sets: Mapping[str, Path], tell: Callable[[str], None]
) -> Found:
    """All bouts of a size; `tell` is given a line of each thing as soon as it is known."""
    pairs: list[Pair] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        inputs = Inputs(Path(name) / "inputs")
        written = prepared(choice.size, length.data, inputs, sets)
        for number, bout in enumerate(choice.bouts()):
            jobs = {who: job_of(bout, who, written, inputs) for who in (OURS, *bout.peers)}
            tell(f"{bout.name}: {OURS}, {', '.join(bout.peers)}")
            runs = heat(jobs, length, Path(name) / str(number), tell)
            met = [Pair(bout, peer, runs[OURS], runs[peer], written.tokens) for peer in bout.peers]
            for pair in met:
                tell(f"{pair.name}: {said(pair.note())}")
            pairs += met
    return Found(
        rows=tuple(row for pair in pairs for row in pair.rows()),
        notes={
            f"{choice.size}: what is trained": _described(written),
            **{pair.name: pair.note() for pair in pairs},
        },
        refused=tuple(reason for pair in pairs for reason in pair.refusals()),
    )


def prepared(size: str, steps: int, inputs: Inputs, sets: Mapping[str, Path]) -> Written:
    """Inputs for so many steps, written by a process of its own."""
    command = [sys.executable, "-m", "benchmarks.training.inputs", size, str(steps)]
    named = [f"{name}={path}" for name, path in sets.items()]
    paths = f"{ROOT}{os.pathsep}{ROOT / 'platform'}"
    precision = SIZES[size].precision
    done = run([*command, precision, str(inputs.folder), *named], {"PYTHONPATH": paths})
    return read_written(done.out.splitlines()[-1])


def job_of(bout: Bout, who: str, written: Written, inputs: Inputs) -> Job:
    """What a contestant of a bout is told."""
    size = SIZES[bout.size]
    text = size.model.text.config
    assert text is not None
    return Job(
        contestant=who.removesuffix(_GROUPED),
        inputs=str(inputs.folder),
        out="",
        zero=bout.zero,
        ranks=bout.ranks,
        shape=written.shape,
        lr=size.lr,
        clip=CLIP,
        frozen=size.frozen,
        padding=written.padding,
        attention=_ATTENTION[size.model.text.architecture],
        window=text.sliding_window or 0,
        bucket=BUCKET,
        device=size.device,
        precision=size.precision,
        grouped=who.endswith(_GROUPED),
    )


@dataclass(frozen=True, slots=True)
class Pair:
    """Ours and one peer, after a bout."""

    bout: Bout
    peer: str
    ours: Runs
    theirs: Runs
    tokens: float  # of a step, without padding

    @property
    def name(self) -> str:
        """As notes are headed."""
        return f"{self.bout.name}, {WORDS[self.peer]}"

    @property
    def learn_the_same(self) -> bool:
        """Whether the losses of the first steps agree."""
        return self.ours.apart(self.theirs, CHECKED) <= EQUAL[SIZES[self.bout.size].precision]

    def rows(self) -> list[Row]:
        """Nothing is concluded where the losses differ."""
        if not self.learn_the_same:
            return []
        shown = (
            ("a step", self.ours.seconds, self.theirs.seconds),
            ("processor time of a step", self.ours.processor, self.theirs.processor),
            ("process start to end of first step", self.ours.starts, self.theirs.starts),
        )
        return [
            compare(Subject(f"{self.bout.name}: {what}", WORDS[self.peer]), own, their, equal=True)
            for what, own, their in shown
        ]

    def refusals(self) -> list[str]:
        """Why there are no rows, where there are none."""
        if self.learn_the_same:
            return []
        apart = self.ours.apart(self.theirs, CHECKED)
        return [f"{self.name}: the losses lie {apart:.2g} apart, so that no ratio is told."]

    def note(self) -> dict[str, float]:
        """What rows do not say; of speeds nothing where the losses differ."""
        apart = {
            f"losses apart, first {CHECKED} steps": self.ours.apart(self.theirs, CHECKED),
            "losses apart, all steps": self.ours.apart(self.theirs, None),
        }
        if not self.learn_the_same:
            return apart
        low, high = interval_of_median(ratios(self.ours.seconds, self.theirs.seconds))
        return {
            "our tokens a second": round(self.tokens / median(self.ours.seconds), 1),
            "their tokens a second": round(self.tokens / median(self.theirs.seconds), 1),
            "ratio, 95% from": round(low, 3),
            "ratio, 95% to": round(high, 3),
            "turns": float(len(self.ours.seconds)),
            **({"our MFU": round(median(self.ours.mfu), 3)} if self.ours.mfu else {}),
            "our peak MiB": round(max(self.ours.peaks)),
            "their peak MiB": round(max(self.theirs.peaks)),
            **apart,
        }


def said(note: Mapping[str, float]) -> str:
    """A note in one line."""
    return ", ".join(f"{what} {value:g}" for what, value in note.items())


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Of seconds, turn by turn: above 1, ours is faster."""
    return [their / our for our, their in zip(ours, theirs, strict=True)]


def interval_of_median(values: Sequence[float]) -> tuple[float, float]:
    """Of 95% at least, by order statistics; below six values the least and the greatest.

    The median lies outside of the k-th least and greatest with twice the binomial tail below k.
    """
    ordered, count = sorted(values), len(values)
    outside, k = 0.0, 0
    while 2 * (outside + comb(count, k) / 2**count) <= _OUTSIDE and k < count // 2:
        outside += comb(count, k) / 2**count
        k += 1
    cut = max(0, k - 1)
    return ordered[cut], ordered[count - 1 - cut]


def _described(written: Written) -> dict[str, float]:
    return {
        "parameters": float(written.parameters),
        "samples a step": float(written.shape.samples),
        "rows a step": float(written.shape.rows),
        "tokens a row": float(written.shape.length),
        "tokens a step, without padding": round(written.tokens, 1),
        "targets a step": round(written.targets, 1),
        "padding, packed, %": round(100 * written.packed, 1),
        "padding, batches to their longest, %": round(100 * written.padded, 1),
        "padding, grouped by length within a step, %": round(100 * written.grouped, 1),
    }
