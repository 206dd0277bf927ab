"""DeepSpeed's configuration follows from the work alone."""

import json

import pytest

from residency.errors import SpecError
from residency.plan.deepspeed import deepspeed_config
from residency.spec.training import Precision
from tests.tiny import tiny_work


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
    assert "8 or 12" in raised.value.remedy
