"""What a recipe may say in DeepSpeed's own words, and what of it is the platform's."""

from collections.abc import Callable
from pathlib import Path

import pytest

from residency.errors import SpecError
from residency.spec.loader import load_pipeline

Write = Callable[..., Path]
LENGTH = "sequence: {length: 32}"


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("train_batch_size: 8", "train_batch_size follows from optimizer.globalBatch"),
        ("gradient_clipping: 1.0", "gradient_clipping follows from optimizer.clip"),
        ("fp16: {enabled: true}", "fp16 follows from precision"),
        ("zero_optimization: {stage: 3}", "stage follows from execution.zero"),
        ("checkpoint: {}", "ours are set by execution.checkpointEvery"),
        ("tensorboard: {enabled: true}", "would write curves elsewhere"),
        ("steps_per_prin: 3", "did you mean `steps_per_print`?"),
        (
            "zero_optimization: {reduce_bucket_sise: 3}",
            "did you mean `reduce_bucket_size`?",
        ),
        ("steps_per_print: often", '(given: "often")'),
        ("communication_data_type: fp8", "input should be 'bf16' or 'fp32'"),
    ],
)
def test_what_cannot_be_set_is_refused_with_line_and_remedy(
    write: Write, setting: str, told: str
) -> None:
    changed = f"{LENGTH}\n      execution: {{deepspeed: {{{setting}}}}}"
    with pytest.raises(SpecError, match=r"small\.yaml:1[78]") as raised:
        load_pipeline(write((LENGTH, changed)))
    assert told in str(raised.value)


def test_gradients_are_added_up_in_another_type_only_where_deepspeed_does(write: Write) -> None:
    own = "{data_types: {grad_accum_dtype: fp32}}"
    changed = f"{LENGTH}\n      execution: {{zero: 0, deepspeed: {own}}}"
    with pytest.raises(SpecError, match="under ZeRO-0 gradients are added up in bf16"):
        load_pipeline(write((LENGTH, changed)))
