"""Whether a stage fits, and the least change that makes it fit."""

from dataclasses import replace

import pytest

from residency.errors import SpecError, UserError
from residency.plan.budget import (
    StagePlan,
    checked,
    checkpoint_bytes,
    checkpoint_disk,
    for_gpus,
    hours,
    inference_bytes,
    model_bytes,
    remedy,
    samples_tokens,
)
from residency.plan.hardware import GPUS, TERA, Gpu, find_gpu
from residency.plan.shape import Weight
from residency.plan.work import TrainWork
from residency.spec.training import Attention, Precision, Published
from residency.spec.training import Sequence as RowLength
from tests.tiny import tiny_work
from tests.unit.plan.shapes import TOTAL, medgpt_20b

FLASH = Attention.FLASH


def work(**changes: object) -> TrainWork:
    settings = {
        "workers": 8,
        "zero": 3,
        "global_batch": 128,
        "activation_checkpointing": True,
        "precision": Precision.BF16,
        "sequence": RowLength(length=4096),
    }
    return tiny_work(**(settings | changes))


def stage(**changes: object) -> StagePlan:
    return StagePlan("midtrain", medgpt_20b(), work(**changes))


def gpu(gigabytes: float) -> Gpu:
    return Gpu("some", "some", int(gigabytes * 1e9 / 0.92), 1000 * TERA, "a test")


def fits(one: StagePlan, gigabytes: float) -> bool:
    return one.memory(FLASH).peak <= gpu(gigabytes).usable


def test_rows_are_taken_at_their_worst() -> None:
    rows = stage(micro_batch=2).rows
    assert (rows.tokens, rows.targets, rows.images) == (8192, 8192, 2 * 7)


@pytest.mark.parametrize(
    ("settings", "change"),
    [
        ({"activation_checkpointing": False}, {"activationCheckpointing": True}),
        ({"micro_batch": 8}, {"microBatch": 1}),
        ({"zero": 2}, {"zero": 3}),
    ],
)
def test_one_change_where_one_is_enough(
    settings: dict[str, object], change: dict[str, object]
) -> None:
    tried = stage(**settings)
    needed = stage().memory(FLASH).peak / 1e9 + 0.1
    found = remedy(tried, gpu(needed), FLASH)
    assert found is not None
    assert not fits(tried, needed)
    assert (found.changes, found.peak) == (change, stage().memory(FLASH).peak)


def test_a_micro_batch_is_no_smaller_than_it_has_to_be() -> None:
    needed = stage(micro_batch=4).memory(FLASH).peak / 1e9 + 0.1
    found = remedy(stage(micro_batch=8), gpu(needed), FLASH)
    assert found is not None
    assert found.changes == {"microBatch": 4}


def test_checkpointing_is_tried_before_all_else() -> None:
    found = remedy(stage(activation_checkpointing=False), gpu(150), FLASH)
    assert found is not None
    assert found.changes == {"activationCheckpointing": True}


def test_then_the_optimizer_is_offloaded_and_then_there_are_more_gpus() -> None:
    found = remedy(stage(), gpu(35), FLASH)
    assert found is not None
    assert found.changes == {"offload": True}
    found = remedy(stage(offload=True), gpu(23), FLASH)
    assert found is not None
    assert found.changes == {"workers": 16}


def test_two_changes_where_one_is_not_enough() -> None:
    found = remedy(stage(micro_batch=8, zero=2), gpu(59), FLASH)
    assert found is not None
    assert set(found.changes) == {"microBatch", "zero"}


def test_there_is_not_always_a_remedy() -> None:
    assert remedy(stage(), gpu(2), FLASH) is None


def test_more_gpus_still_divide_the_global_batch() -> None:
    found = remedy(stage(offload=True, global_batch=8), gpu(23), FLASH)
    assert found is None


def test_a_global_batch_that_does_not_divide_is_refused_with_the_remedy() -> None:
    assert checked(stage()) == 16
    with pytest.raises(SpecError, match=r"curriculum.midtrain.* 128 is no multiple") as raised:
        checked(stage(workers=7))
    assert "4 or 8" in raised.value.remedy


def test_on_other_gpus_a_micro_batch_is_no_larger_than_the_global_batch_leaves() -> None:
    one = for_gpus(stage(global_batch=64, micro_batch=16, workers=1), 8)
    assert (one.work.execution.workers, one.work.execution.micro_batch) == (8, 8)
    assert (one.stated_micro, checked(one)) == (16, 1)
    same = for_gpus(stage(micro_batch=16), 4)
    assert (same.work.execution.micro_batch, same.stated_micro) == (16, None)


def test_hours_are_operations_over_what_the_gpus_do() -> None:
    assert hours(3600 * 8 * 1000 * TERA * 0.5, 8, gpu(1), mfu=0.5) == pytest.approx(1)


def test_the_published_time_leaves_so_many_tokens_a_sample() -> None:
    told = Published(samples=19_000_000, hours=240.4, gpus=8, gpu="b200")
    one = stage(sequence=RowLength(length=32_768))
    tokens = samples_tokens(one, told)
    operations = one.flops()
    spent = told.samples * (tokens * operations.token.model + operations.image.model)
    assert hours(spent, 8, GPUS["b200"]) == pytest.approx(240.4)


def test_a_published_gpu_is_found_however_it_is_written_and_an_unknown_one_ends_nothing() -> None:
    told = Published(samples=10**6, hours=8, gpus=8, gpu="b200")
    written = told.model_copy(update={"gpu": "B200"})
    assert samples_tokens(stage(), written) == samples_tokens(stage(), told)
    assert samples_tokens(stage(), told.model_copy(update={"gpu": "v100"})) is None


def test_files_and_inference() -> None:
    shape = medgpt_20b()
    assert checkpoint_bytes(shape) == 12 * TOTAL
    assert checkpoint_disk(shape) == 4 * checkpoint_bytes(shape)
    assert model_bytes(shape) == 2 * TOTAL
    # Twelve layers see all of the conversation, twelve a window of 128; keys and values in bf16.
    cache = 2 * 2 * 512 * 12 * (8192 + 128)
    assert inference_bytes(shape, 8192) == 2 * TOTAL + cache


def test_adapters_that_an_export_merges_are_not_served() -> None:
    shape = medgpt_20b()
    own = Weight("adapters.own.language.layers.0.self_attn.q_proj.lora_A", 1000)
    adapted = replace(shape, weights=(*shape.weights, own))
    assert inference_bytes(adapted, 8192) == inference_bytes(shape, 8192)


def test_gpus_are_found_by_name_and_the_others_listed() -> None:
    assert find_gpu("H100").memory == 80 * 10**9
    with pytest.raises(UserError, match="--gpu moon") as raised:
        find_gpu("moon")
    assert raised.value.remedy == "Known are: l4, a100, h100, h200, b200."


def test_every_gpu_says_where_its_figures_are_from() -> None:
    assert all(one.source.startswith("NVIDIA") for one in GPUS.values())
    assert all(one.usable < one.memory for one in GPUS.values())
