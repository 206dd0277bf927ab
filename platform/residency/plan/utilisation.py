"""Model FLOPs utilisation (MFU) of real batches. Pure arithmetic.

As PaLM defines it (arXiv 2204.02311, appendix B): the operations that the model needs for the
tokens that were seen, over what the hardware could have done in that time. What checkpointing
computes again is not counted, nor is padding, nor logits of positions that are no target. Beyond
PaLM's formula: frozen weights have no gradient, of experts the chosen ones count, a sample attends
to itself alone and to what is before it (PaLM counts all of the row), and images have their tower.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from residency.plan.flops import attention_flops, head_flops, image_flops, layer_flops
from residency.plan.shape import ModelShape


@dataclass(frozen=True, slots=True)
class Held:
    """What some packed rows hold."""

    lengths: Sequence[int]  # tokens of each sample
    targets: int
    images: int  # tiles


class Meter:
    """Counts a stage's operations, and holds them against a peak."""

    def __init__(self, shape: ModelShape, peak: float) -> None:
        """`peak`: operations a second of all ranks together, in the numbers that are used."""
        self._shape, self._peak = shape, peak
        self._token = layer_flops(shape).model
        self._target = head_flops(shape).model
        self._image = image_flops(shape).model

    def operations(self, held: Held) -> float:
        """That a forward and a backward pass over these rows need."""
        attention = sum(n * attention_flops(self._shape, n).model for n in held.lengths)
        tokens = sum(held.lengths)
        return (
            tokens * self._token
            + attention
            + held.targets * self._target
            + held.images * self._image
        )

    def mfu(self, operations: float, seconds: float) -> float:
        """The share of what all ranks could have done in that time."""
        return operations / (seconds * self._peak)
