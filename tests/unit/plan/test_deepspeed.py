"""DeepSpeed's configuration follows from the work alone."""

import json

import pytest

from residency.errors import SpecError
from residency.plan.budget import StagePlan
from residency.plan.deepspeed import deepspeed_config
from residency.spec.deepspeed import Deciding, DeepSpeed, Numbers, ZeroOptimization
from residency.spec.training import Attention, Precision
from tests.tiny import tiny_work
from tests.unit.plan.shapes import medgpt_20b

BUCKET = "zero_optimization.reduce_bucket_size"


def own(**zero: int) -> DeepSpeed:
    return DeepSpeed(zero_optimization=ZeroOptimization(**zero))


def test_accumulation_fills_the_global_batch() -> None:
    work = tiny_work(global_batch=16, workers=2, micro_batch=2, zero=3, precision=Precision.BF16)
    config = json.loads(deepspeed_config(work).to_json())
    assert config["gradient_accumulation_steps"] == 4
    assert config["train_batch_size"] == 16
    assert config["bf16"] == {"enabled": True}
    assert config["data_types"] == {"grad_accum_dtype": "fp32"}
    assert config["zero_optimization"]["stage"] == 3
    assert "offload_optimizer" not in config["zero_optimization"]


def test_a_batch_that_does_not_divide_names_values_and_remedy() -> None:
    work = tiny_work(global_batch=10, workers=2, micro_batch=2)
    with pytest.raises(SpecError, match=r"10 is no multiple .* 2 x .* 2 = 4") as raised:
        deepspeed_config(work)
    assert raised.value.remedy == "Set execution.microBatch to 1."


def test_the_recipes_own_settings_are_laid_over_what_is_made_of_its_fields() -> None:
    work = tiny_work(
        zero=2,
        precision=Precision.BF16,
        deepspeed=own(reduce_bucket_size=7),
    )
    identity = work.identity.model_copy(
        update={"deepspeed": Deciding(communication_data_type=Numbers.FP32)}
    )
    config = deepspeed_config(work.model_copy(update={"identity": identity}))
    told = json.loads(config.to_json())
    assert told["communication_data_type"] == "fp32"
    assert told["zero_optimization"]["reduce_bucket_size"] == 7
    assert told["zero_optimization"]["stage"] == 2  # the rest of the section stays
    marked = {setting.path: setting.own for setting in config.settings()}
    assert {path for path, is_own in marked.items() if is_own} == {
        BUCKET,
        "communication_data_type",
    }
    assert marked["zero_optimization.stage"] is False


def test_memory_is_reckoned_with_the_recipes_own_sizes() -> None:
    def bucket(**zero: int) -> int:
        work = tiny_work(zero=2, precision=Precision.BF16, deepspeed=own(**zero))
        return StagePlan("base", medgpt_20b(), work).job(Attention.EAGER).engine.sizes.bucket

    assert (bucket(), bucket(reduce_bucket_size=7)) == (50_000_000, 7)
