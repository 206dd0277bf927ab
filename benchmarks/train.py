"""Training steps: ours, a PyTorch loop, a DeepSpeed loop, and the Trainer without and with it.

Everybody starts from the same weights, sees the same samples in each optimiser step, computes in
fp32 with torch's AdamW, clips at 1 and normalises the loss by the step's target tokens. Where the
losses of the first five steps lie more than 1e-5 apart, no ratio is told and the exit code is 1.

  tiny   LLaVA over CLIP and gpt-oss, 4 experts; the tower is frozen
  1b     a Llama of 1.24 billion, in bf16, on as many GPUs as there are: ours and a DeepSpeed loop,
         to 1e-2, with the model FLOPs utilisation that our run tells; skipped where there is none
  135m   a Llama of SmolLM2-135M's dimensions, its 49,152 words included; nothing but text

Ours is the product's own worker: shards that are hashed, packed rows, loop, engine, metrics,
heartbeat. The two loops by hand are given the same packed rows, with masks of the same form, and
use the model's own loss; nothing is written or checked by them. The Trainer takes the samples one
by one in batches of 8, its default (of 4 at 135m, where 8 do not fit beside the others), padded
to their longest: in random order, and `grouped by length` within each step, the most that
grouping can do for equal steps.

Samples have the lengths of VQA-RAD, ROCOv2's captions and PubMedQA, each sample once, where they
lie in ../shared/data or --set names them (as in --set vqa_rad=FOLDER; or captions, pub_med_qa,
med_mcqa); without them a generated mix of short answers, captions and abstracts. Steps are drawn
from them so that a fixed number of samples fills the packed rows.

Contestants are loaded at once, as far as memory goes, and take turns of a few steps; a ratio is of
two turns that followed each other. A start is that of a fresh process, from before it is started
to the end of its first step. Seconds are of a step, so that ratio = theirs / ours is the ratio of
tokens a second: above 1, ours is better. Tokens a second, without padding, and peak memory
(resident, summed over ranks, libraries included) are in the notes.

Each rank has one thread, so that one rank leaves the second core of two idle.

Not measured: bf16 on a CPU, several nodes, data on a slow disk.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

# `benchmarks` is found whatever folder this is started in.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measure.report import Report, load, machine, options
from benchmarks.peers.padding import SOURCES
from benchmarks.training.heats import Length
from benchmarks.training.sizes import SIZES
from benchmarks.training.table import BARE, PLAIN, TRAINER, WORDS, Choice, find, said

FULL = {
    "tiny": Length(rounds=2, turns=6, steps=1),
    "135m": Length(rounds=2, turns=3, steps=1),
    "1b": Length(rounds=3, turns=6, steps=4),
}
QUICK = Length(rounds=1, turns=2, steps=2)
QUICK_SIZES = ("tiny",)
QUICK_CHOICE = ((2,), (2,), (PLAIN, BARE, TRAINER))  # ranks, ZeRO stages, peers
PACKAGES = ("torch", "deepspeed", "transformers", "accelerate")


def named_set(text: str) -> tuple[str, Path]:
    """KIND=FOLDER. Raises ValueError for a kind that is not known."""
    kind, _, folder = text.partition("=")
    if kind not in SOURCES or not folder or not Path(folder).is_dir():
        raise ValueError(text)
    return kind, Path(folder)


def gpus() -> int:
    """How many there are; 0 without any."""
    import torch  # seconds, and nothing else here needs it

    return int(torch.cuda.device_count())


def parsed() -> argparse.Namespace:
    """The options."""
    parser = options(__doc__, tuple(SIZES))
    parser.add_argument("--ranks", type=int, action="append", choices=(1, 2))
    parser.add_argument("--zero", type=int, action="append", choices=(0, 1, 2, 3))
    parser.add_argument("--peer", action="append", choices=tuple(WORDS))
    parser.add_argument("--rounds", type=int, help="starts of everybody")
    parser.add_argument("--turns", type=int, help="turns of everybody after each start")
    parser.add_argument(
        "--set", type=named_set, action="append", default=[], metavar="KIND=FOLDER"
    )
    return parser.parse_args()


def choices(given: argparse.Namespace) -> Iterator[Choice]:
    """What is asked for, size by size; without what this machine has not got."""
    for size in given.only or (QUICK_SIZES if given.quick else SIZES):
        if SIZES[size].device == "cpu":
            usual = Choice(size, *QUICK_CHOICE) if given.quick else Choice(size)
        elif count := gpus():
            usual = Choice(size, (count,), (2,), (PLAIN,))
        else:
            print(f"{size}: skipped, since there is no GPU here", file=sys.stderr)
            continue
        yield Choice(
            size,
            tuple(given.ranks or usual.ranks),
            tuple(given.zero or usual.zero),
            tuple(given.peer or usual.peers),
        )


def length(given: argparse.Namespace, size: str) -> Length:
    """How long a size is watched."""
    whole = QUICK if given.quick else FULL[size]
    return Length(given.rounds or whole.rounds, given.turns or whole.turns, whole.steps)


def progress(line: str) -> None:
    """What is known so far; minutes lie between lines."""
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    """Print the tables; exit 1 where somebody learned something else than we."""
    given, facts = parsed(), machine(*PACKAGES)
    found = [
        find(choice, length(given, choice.size), dict(given.set), progress)
        for choice in choices(given)
    ]
    rows = tuple(row for one in found for row in one.rows)
    notes = {name: note for one in found for name, note in one.notes.items()}
    refused = [reason for one in found for reason in one.refused]
    report = Report(rows, given.quick, facts | {"load_at_end": load()}, notes)
    if given.json:
        report.write(given.json)
    print(report.table())
    for name, note in report.notes.items():
        print(f"{name}: {said(note)}")
    print("\n".join(refused))
    return 1 if refused else 0


if __name__ == "__main__":
    raise SystemExit(main())
