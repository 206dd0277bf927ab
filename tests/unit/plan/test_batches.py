"""How workers and micro-batches share a global batch, and what is said where they cannot."""

import pytest

from residency.errors import SpecError
from residency.plan.batches import accumulation_steps, micro_batch_for
from residency.plan.work import TrainWork
from tests.tiny import tiny_work


def work(batch: int, workers: int, micro: int) -> TrainWork:
    return tiny_work(global_batch=batch, workers=workers, micro_batch=micro)


@pytest.mark.parametrize(
    ("batch", "workers", "most", "found"),
    [(64, 8, 16, 8), (64, 4, 16, 16), (96, 8, 8, 6), (64, 64, 16, 1), (64, 7, 16, 16)],
)
def test_a_micro_batch_is_the_largest_that_divides(
    batch: int, workers: int, most: int, found: int
) -> None:
    assert micro_batch_for(batch, workers, most) == found


def test_steps_are_what_is_left() -> None:
    assert accumulation_steps(work(64, 2, 16)) == 2


def test_a_micro_batch_that_does_not_fit_names_the_stage_and_one_that_does() -> None:
    with pytest.raises(SpecError) as raised:
        accumulation_steps(work(64, 8, 16), "curriculum.pretrain")
    assert raised.value.message == (
        "curriculum.pretrain.optimizer.globalBatch 64 is no multiple of execution.workers 8 x "
        "execution.microBatch 16 = 128."
    )
    assert raised.value.remedy == "Set execution.microBatch to 8."


def test_workers_that_do_not_divide_are_named_alone_with_the_nearest_that_do() -> None:
    with pytest.raises(SpecError) as raised:
        accumulation_steps(work(64, 7, 16))
    assert raised.value.message == (
        "optimizer.globalBatch 64 is no multiple of execution.workers 7."
    )
    assert raised.value.remedy == (
        "Set execution.workers (of a plan: --gpus) to 4 or 8 (with execution.microBatch 8)."
    )


def test_the_batch_itself_is_no_remedy() -> None:
    with pytest.raises(SpecError) as raised:
        accumulation_steps(work(3, 4, 1))
    assert raised.value.remedy == "Set execution.workers (of a plan: --gpus) to 3."
