"""Train the word tagger and write data/deid/learned/weights.npz.

    .venv/bin/python -m scripts.word_tagger.train FOLDER [--leave-out SET] [--output FILE]

FOLDER holds the open texts (see frequencies.py). The sets of notes that are no longer blind are
learned from; a blind one never is: it tells what the whole is worth. --leave-out trains without
one of them, so that it can be scored on that one. About four minutes on one core.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from benchmarks.safe_harbor import generator as first
from benchmarks.safe_harbor.fourth import generator as fourth
from benchmarks.safe_harbor.note import Note
from benchmarks.safe_harbor.second import generator as second
from benchmarks.safe_harbor.third import generator as third
from residency.data.deid.learned import tagger
from scripts.word_tagger.examples import Row, of_contexts, of_open_texts, of_set
from scripts.word_tagger.fit import fit
from scripts.word_tagger.open_texts import open_texts

SETS: Mapping[str, tuple[Callable[[int, int], Iterator[Note]], int]] = {
    "first": (first.generate, 20261123),
    "second": (second.generate, 20261124),
    "third": (third.generate, 20261125),
    "fourth": (fourth.generate, 20261126),
}
NOTES, CONTEXTS, OPEN = 1200, 16_000, 5000  # notes of each set, made notes, open texts
SEED = 1
PRUNED = 2  # steps of the scale below which a feature's weights are nothing
OUTPUT = Path(tagger.__file__).with_name("weights.npz")


def rows(folder: Path, left_out: str | None) -> list[Row]:
    """All examples, in the order of their sources."""
    rng = Random(SEED)
    found: list[Row] = []
    for name, (generate, seed) in SETS.items():
        if name != left_out:
            found += of_set(list(generate(seed, NOTES)), rng)
    found += of_open_texts(open_texts(folder), OPEN, rng)
    found += of_contexts(CONTEXTS, rng, folder)
    return found


def stored(weights: NDArray[np.float32], path: Path) -> None:
    """Write the weights as 8-bit steps of one scale."""
    scale = float(np.abs(weights).max()) / 127
    steps = np.clip(np.round(weights / scale), -127, 127).astype(np.int8)
    steps[np.abs(steps).max(axis=1) < PRUNED] = 0
    np.savez_compressed(path, weights=steps, scale=np.float32(scale))


def main() -> None:
    """Train and write."""
    parser = ArgumentParser(description="Train the word tagger.")
    parser.add_argument("folder", type=Path, help="where the open texts lie")
    parser.add_argument("--leave-out", choices=sorted(SETS), help="a set to score on afterwards")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    found = rows(arguments.folder, arguments.leave_out)
    print(f"{len(found)} words", flush=True)
    stored(fit(found, tagger.BITS, SEED), arguments.output)


if __name__ == "__main__":
    main()
