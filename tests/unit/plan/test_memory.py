"""Bytes of a rank, held against what can be computed by hand.

That the arithmetic is what really happens is tests/integration/test_memory_plan.py's to say.
"""

from dataclasses import replace

import pytest

from residency.plan.activations import Rows, text_layer
from residency.plan.memory import Job, MemoryPlan, memory_plan
from residency.plan.sharding import Engine, EngineBytes, engine_bytes
from residency.spec.training import Attention
from tests.unit.plan.shapes import TOTAL, medgpt_20b

ROWS = Rows(batch=1, length=32_768, targets=32_768, images=56)
GB = 10**9


def engine(zero: int, **changes: object) -> EngineBytes:
    return engine_bytes(medgpt_20b(), replace(Engine(zero, 8, 2), **changes))


def plan(attention: Attention = Attention.FLASH, **changes: object) -> MemoryPlan:
    job = Job(Engine(3, 8, 2), ROWS, attention, checkpointing=True)
    return memory_plan(medgpt_20b(), replace(job, **changes))


def test_without_sharding_each_rank_holds_sixteen_bytes_a_parameter() -> None:
    found = engine(0)
    assert found.weights + found.gradients + found.optimizer == 16 * TOTAL


def test_stages_share_optimizer_gradients_and_weights() -> None:
    """ZeRO, arXiv 1910.02054, section 5: what is divided by the ranks grows with the stage."""
    first, second, third = engine(1), engine(2), engine(3)
    assert first.optimizer == second.optimizer == third.optimizer == 12 * TOTAL // 8
    assert first.weights == second.weights == 2 * TOTAL
    assert first.gradients == 6 * TOTAL  # DeepSpeed adds up whole gradients in fp32, too
    assert second.gradients == third.gradients == 4 * TOTAL // 8
    assert third.weights == pytest.approx(2 * TOTAL / 8, rel=0.01)


def test_frozen_parameters_have_weights_alone() -> None:
    shape = medgpt_20b(frozen_language=True)
    found = engine_bytes(shape, Engine(2, 8, 2))
    assert found.weights == 2 * TOTAL
    assert found.optimizer == 12 * shape.trained // 8


def test_an_offloaded_optimizer_is_in_the_machines_memory() -> None:
    here, away = engine(3), engine(3, offload=True)
    copied = 12 * TOTAL // 8  # of a checkpoint on its way
    assert here.host == copied
    assert (away.optimizer, away.gradients) == (0, 0)
    assert away.host == here.optimizer + here.gradients + copied


def test_a_checkpoints_copy_is_in_the_machines_memory_at_every_stage() -> None:
    shape = medgpt_20b(frozen_language=True)
    for zero in range(4):
        for number in (2, 4):
            found = engine_bytes(shape, Engine(zero, 7, number))
            assert found.host == -(-12 * shape.trained // 7)


def test_on_one_rank_nothing_is_gathered() -> None:
    alone = engine(3, ranks=1)
    assert (alone.gathered, alone.gathering) == (0, 0)
    assert engine(3).gathered > 2 * GB


def test_eager_attention_keeps_score_matrices_with_the_sinks_column() -> None:
    job = Job(Engine(3, 8, 2), ROWS, Attention.EAGER, checkpointing=False)
    eager = text_layer(medgpt_20b(), ROWS, job.settings)
    flash = text_layer(medgpt_20b(), ROWS, replace(job, attention=Attention.FLASH).settings)
    matrix = 2 * 64 * 32_768 * 32_769
    assert eager.attention > matrix > flash.attention
    assert matrix > 137 * GB  # of one layer: no GPU holds it


def test_a_longer_row_takes_square_with_eager_attention_and_line_without() -> None:
    def layer(length: int, attention: Attention) -> int:
        rows = Rows(1, length, length, 1)
        job = Job(Engine(3, 8, 2), rows, attention, checkpointing=False)
        return text_layer(medgpt_20b(), rows, job.settings).attention

    assert layer(8192, Attention.FLASH) == 2 * layer(4096, Attention.FLASH)
    assert layer(65_536, Attention.EAGER) == pytest.approx(
        4 * layer(32_768, Attention.EAGER), rel=0.01
    )


def test_checkpointing_keeps_one_input_a_layer() -> None:
    kept, checked = plan(checkpointing=False), plan()
    inputs = 24 * 2 * 32_768 * 2880
    assert inputs < checked.activations < kept.activations / 10
    assert checked.peak < kept.peak


def test_logits_come_in_chunks_however_long_the_row() -> None:
    """Twice in fp32; beside them the chosen states, and the head's gradient by earlier chunks."""
    chunk, head = (1 << 28) // 201_088, 201_088 * 2880
    assert plan().logits == 2 * 4 * chunk * 201_088 + 4 * head + 2 * 32_768 * 2880
    short = plan(rows=Rows(batch=1, length=1024, targets=1024, images=1))
    assert short.logits == 2 * 4 * 1024 * 201_088 + 2 * 1024 * 2880  # one chunk, nothing summed


def test_a_frozen_language_model_still_passes_gradients_through() -> None:
    shape = medgpt_20b(frozen_language=True)
    job = Job(Engine(3, 8, 2), ROWS, Attention.FLASH, checkpointing=False)
    frozen, whole = memory_plan(shape, job), memory_plan(medgpt_20b(), job)
    assert 0.5 * whole.activations < frozen.activations < whole.activations
    nothing = replace(shape, weights=tuple(replace(w, trained=False) for w in shape.weights))
    assert memory_plan(nothing, job).activations < 0.01 * whole.activations


def test_the_20b_stages_on_eight_gpus() -> None:
    """What `residency plan pipelines/medgpt_oss/20b.yaml` says; a change is to be looked at."""
    found = plan()
    assert found.worst == "last layer"
    assert [round(n / GB, 1) for n in (found.weights, found.gradients, found.optimizer)] == [
        5.3,
        10.6,
        31.8,
    ]
    assert found.peak == pytest.approx(71.9 * GB, rel=0.001)
    assert plan(Attention.EAGER).peak == pytest.approx(478.7 * GB, rel=0.001)
