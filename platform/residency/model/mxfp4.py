"""MXFP4, in which gpt-oss is released: 4 bits a number, and a power of two for each 32 of them.

OCP Microscaling Formats (MX) Specification 1.0, section 5. Of gpt-oss only the experts are so;
names end in _blocks and _scales.
"""

from __future__ import annotations

from typing import Final

import torch

BLOCKS: Final = "_blocks"
SCALES: Final = "_scales"
_BIAS: Final = 127  # of the exponent (E8M0)
# The sixteen numbers of E2M1: one bit of sign, two of exponent, one of mantissa.
_NUMBERS: Final = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)


def dequantised(blocks: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    """Weights of all experts, bf16 [experts, inputs, outputs], which holds each of them exactly.

    blocks: uint8 [experts, outputs, groups, 16], two numbers a byte, the low half first;
    scales: uint8 [experts, outputs, groups].
    """
    experts, outputs, groups, pairs = blocks.shape
    numbers = torch.tensor([*_NUMBERS, *(-one for one in _NUMBERS)])
    whole = torch.empty(experts, groups * pairs * 2, outputs, dtype=torch.bfloat16)
    for expert in range(experts):  # one at a time: indices take eight bytes a number
        low, high = blocks[expert] & 0x0F, blocks[expert] >> 4
        both = torch.stack([numbers[low.long()], numbers[high.long()]], dim=-1)
        powers = scales[expert].int() - _BIAS
        scaled = torch.ldexp(both.reshape(outputs, groups, 2 * pairs), powers[..., None])
        whole[expert] = scaled.reshape(outputs, -1).T
    return whole
