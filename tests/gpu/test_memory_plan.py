"""The memory arithmetic of plans against what a GPU's allocator gave."""

import pytest
import torch

from benchmarks.tensor_bytes.cases import ALIGNED, Case
from benchmarks.tensor_bytes.launch import count_cases
from residency.spec.training import Precision

TOLERANCE = 0.10
CASES = [
    *(Case(zero=zero, precision=Precision.BF16, wide=True) for zero in range(4)),
    *(Case(zero=zero, precision=Precision.BF16, checkpointing=True) for zero in (0, 2)),
    Case(zero=2, precision=Precision.BF16, train=ALIGNED),
]


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU")
def test_the_peak_is_within_a_tenth_of_what_was_allocated() -> None:
    counted = count_cases(CASES, 1, "cuda")
    assert {one.case: one.ratio for one in counted} == {
        one.case: pytest.approx(1, abs=TOLERANCE) for one in counted
    }
