"""What the training loop needs of an engine. It speaks torch, so it is no port."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch

from residency.train.data import MicroBatch, Totals
from residency.train.loss import LossModel


@dataclass(frozen=True, slots=True)
class ParameterState:
    """All of one trained parameter, or a run of it: fp32 on the CPU, flat."""

    weight: torch.Tensor
    exp_avg: torch.Tensor
    exp_avg_sq: torch.Tensor


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of one trained parameter's state."""

    name: str
    start: int  # of its first element in the flat parameter
    state: ParameterState


@dataclass(frozen=True, slots=True)
class Losses:
    """What a micro-batch added to the sums of this rank."""

    cross_entropy: float  # summed over target tokens
    balance: float  # times tokens
    by_source: tuple[float, ...] = ()  # `cross_entropy` of each source, then their targets


class ModelSource(Protocol):
    """Where an engine gets its model from, once its environment is ready."""

    @property
    def is_loaded(self) -> bool:
        """Whether weights come from a folder; otherwise they are drawn from the seed."""

    def build(self) -> LossModel:
        """The model with its loss, parts frozen as the stage says."""


class TrainEngine(Protocol):
    """Forward, backward and update of a model that may be spread over ranks.

    Each rank reads what it holds, as runs of whole parameters, and is given whole parameters
    back: so another world size or ZeRO stage continues from the same files.
    """

    @property
    def rank(self) -> int: ...

    @property
    def world_size(self) -> int: ...

    def accumulate(self, batch: MicroBatch, totals: Totals) -> Losses:
        """Forward and backward of one micro-batch."""

    def update(self, factor: float) -> float:
        """Clip, step with learning rates times `factor`, clear. Returns the gradient norm."""

    def trained(self) -> Sequence[str]:
        """Names of the trained parameters; the same order on every rank."""

    def own_share(self) -> Iterator[Fragment]:
        """Copies of what this rank answers for; of all ranks together, everything once.

        Nothing is communicated: this is what a checkpoint blocks training for.
        """

    def write_state(self, name: str, state: ParameterState) -> None:
        """Collective: replace the state of one trained parameter, all of it."""

    def set_steps(self, steps: int) -> None:
        """Collective, after the last write_state: `steps` updates have been made so far."""

    def weights(self) -> dict[str, torch.Tensor] | None:
        """Collective: the model's state dict (trained and frozen) on rank 0; None elsewhere."""

    def sum(self, values: Sequence[float]) -> list[float]:
        """Collective: element-wise sums over the ranks."""

    def barrier(self) -> None:
        """Collective: wait for every rank."""
