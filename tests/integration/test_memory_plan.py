"""The memory arithmetic of plans against counted bytes: small models that really train.

benchmarks/memory.py runs all cases and prints the table; here is one of each kind. Of those with
many words most are in fp32: in bf16 a processor without its instructions takes ten times as long.
"""

import pytest

from benchmarks.tensor_bytes.cases import ADAPTED, ALIGNED, Case, Counted
from benchmarks.tensor_bytes.launch import count_cases
from residency.spec.training import Precision

TOLERANCE = 0.10
BF16, FP32 = Precision.BF16, Precision.FP32
ALONE = [  # on one rank there is nothing to shard
    Case(zero=0, precision=FP32, wordy=True, checkpointing=True),
    Case(zero=3, precision=BF16),
    Case(zero=2, precision=BF16, train=ADAPTED, lora=True),
]
SHARDED = [
    Case(zero=2, precision=BF16, wordy=True, checkpointing=True, chunked=True),
    Case(zero=3, precision=FP32, wordy=True, checkpointing=True, chunked=True),
    Case(zero=1, precision=BF16, wide=True),
    Case(zero=2, precision=BF16, train=ALIGNED),
    Case(zero=3, precision=BF16),
    Case(zero=3, precision=FP32, checkpointing=True),
    Case(zero=2, precision=BF16, train=ADAPTED, lora=True),
    Case(zero=2, precision=BF16, train=ADAPTED, lora=True, packed=True),
]

pytestmark = pytest.mark.timeout(900)  # for the launch, which the first test waits for


@pytest.fixture(scope="module", params=[ALONE, SHARDED], ids=["1 rank", "2 ranks"])
def counted(request: pytest.FixtureRequest) -> list[Counted]:
    return count_cases(request.param, 1 if request.param is ALONE else 2)


def test_the_peak_is_within_a_tenth(counted: list[Counted]) -> None:
    assert {one.case: one.ratio for one in counted} == {
        one.case: pytest.approx(1, abs=TOLERANCE) for one in counted
    }


def test_without_the_bucket_that_dwarfs_small_models_too(counted: list[Counted]) -> None:
    assert {one.case: one.bare_ratio for one in counted} == {
        one.case: pytest.approx(1, abs=TOLERANCE) for one in counted
    }


def test_weights_gradients_and_optimizer_are_within_a_tenth(counted: list[Counted]) -> None:
    assert {one.case: one.state_ratio for one in counted} == {
        one.case: pytest.approx(1, abs=TOLERANCE) for one in counted
    }
