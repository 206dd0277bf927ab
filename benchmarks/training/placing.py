"""Steps of equally many samples that fill equally many packed rows.

Packing gives a row as many samples as fit, and a Trainer's batch has a fixed number: only steps
in which both come out even let everybody see the same samples in each optimiser step. Samples are
drawn at random until they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.training.job import Shape
from residency.data.pack import assign

FULL = 0.97  # least share of a step's rows that is no padding
_TRIES = 200_000


@dataclass(frozen=True, slots=True)
class Step:
    """Sample numbers: row by row, and in an order of their own for who does not pack."""

    rows: tuple[tuple[int, ...], ...]
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """What steps are drawn from."""

    lengths: NDArray[np.int64]  # tokens by sample
    pictures: NDArray[np.int64]  # by sample

    def by_length(self, samples: Sequence[int]) -> list[int]:
        """The shortest first, as who groups by length has them."""
        return sorted(samples, key=lambda sample: int(self.lengths[sample]))


def samples_of_step(pool: Pool, length: int, rows: int, multiple: int) -> int:
    """How many samples, a multiple of so many, come nearest to filling the rows."""
    fitting = pool.lengths[pool.lengths <= length]
    wanted = rows * length * (1 + FULL) / 2 / float(fitting.mean())
    return max(multiple, round(wanted / multiple) * multiple)


def steps_of(pool: Pool, shape: Shape, *, seed: int = 0, tries: int = _TRIES) -> list[Step]:
    """One a step. Raises ValueError where no draw fills the rows: the lengths do not suit them."""
    random = np.random.default_rng(seed)
    fitting = np.flatnonzero(pool.lengths <= shape.length)
    steps: list[Step] = []
    for _ in range(tries):
        if len(steps) == shape.steps:
            return steps
        step = _step(pool, shape, random.choice(fitting, shape.samples, replace=False).tolist())
        if step is not None:
            steps.append(step)
    raise ValueError(
        f"{len(steps)} of {shape.steps} steps: {shape.samples} samples hardly ever fill "
        f"{shape.rows} rows of {shape.length}"
    )


def _step(pool: Pool, shape: Shape, drawn: list[int]) -> Step | None:
    """None where the samples do not come out even, or a batch of them is without a picture."""
    lengths, room = pool.lengths[drawn], shape.rows * shape.length
    if not FULL * room <= int(lengths.sum()) <= room:
        return None
    placed, _ = assign(lengths.tolist(), shape.length)
    rows = tuple(tuple(drawn[n] for n in row) for row in placed)
    batches = (*batches_of(drawn, shape), *batches_of(pool.by_length(drawn), shape), *rows)
    if len(rows) != shape.rows or not _sees(pool, batches):
        return None
    return Step(rows, tuple(drawn))


def batches_of(samples: Sequence[int], shape: Shape) -> list[Sequence[int]]:
    """As they are padded, micro-batch by micro-batch."""
    size = shape.sample_batch
    return [samples[start : start + size] for start in range(0, len(samples), size)]


def _sees(pool: Pool, batches: Sequence[Sequence[int]]) -> bool:
    """Without a picture a batch would leave out the projector, and others wait for it."""
    if not pool.pictures.any():
        return True
    return all(bool(pool.pictures[list(batch)].any()) for batch in batches)
