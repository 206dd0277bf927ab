"""Steps come out even for who packs and for who pads, and nobody sees other samples."""

import numpy as np
import pytest

from benchmarks.training.job import Shape
from benchmarks.training.placing import FULL, Pool, batches_of, samples_of_step, steps_of

SHAPE = Shape(length=64, rows=2, samples=8, row_batch=1, sample_batch=4, steps=5)


@pytest.fixture
def pool() -> Pool:
    lengths = np.random.default_rng(3).integers(4, 28, 200)
    return Pool(lengths, np.arange(200) % 3)


def test_each_step_fills_its_rows_with_the_samples_of_its_order(pool: Pool) -> None:
    steps = steps_of(pool, SHAPE)
    assert len(steps) == SHAPE.steps
    for step in steps:
        packed = sorted(sample for row in step.rows for sample in row)
        assert packed == sorted(step.order)
        assert len(set(step.order)) == SHAPE.samples
        sums = [int(pool.lengths[list(row)].sum()) for row in step.rows]
        assert len(sums) == SHAPE.rows
        assert max(sums) <= SHAPE.length
        assert sum(sums) >= FULL * SHAPE.rows * SHAPE.length


def test_no_batch_is_without_a_picture_where_samples_have_some(pool: Pool) -> None:
    for step in steps_of(pool, SHAPE):
        batches = [*step.rows, *batches_of(step.order, SHAPE)]
        batches += batches_of(pool.by_length(step.order), SHAPE)
        assert all(pool.pictures[list(batch)].any() for batch in batches)


def test_lengths_that_never_fill_the_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="0 of 5 steps"):
        steps_of(Pool(np.full(20, 3), np.zeros(20, np.int64)), SHAPE, tries=50)


def test_as_many_samples_as_fill_the_rows() -> None:
    pool = Pool(np.full(20, 16), np.zeros(20, np.int64))
    assert samples_of_step(pool, length=64, rows=2, multiple=4) == 8
