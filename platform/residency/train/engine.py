"""What the training loop needs of an engine. It speaks torch, so it is no port."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import torch

from residency.train.data import MicroBatch, StepBatch, Totals
from residency.train.loss import LossModel, LossParts
from residency.train.router import Usage


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
    balance: float  # of the routers; the sum over all is the global batch's
    by_source: tuple[float, ...] = ()  # `cross_entropy` of each source, then their targets
    usage: Usage | None = None  # of the experts, by the whole global batch

    @classmethod
    def of(cls, parts: LossParts, by_source: tuple[float, ...]) -> Self:
        """Waits for the device."""
        return cls(parts.cross_entropy.item(), parts.balance.item(), by_source, parts.usage)


def router_figures(losses: Sequence[Losses], balance: float) -> dict[str, float]:
    """The balancing loss of the global batch, and its experts' shares, where it was counted."""
    usage = losses[-1].usage
    return {} if usage is None else {"router_balance": balance, **usage.figures()}


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

    def counted(self, batch: StepBatch) -> Totals:
        """Collective: what `accumulate` must know of the global batch; see train/counting.py."""

    def accumulate(self, batch: MicroBatch, totals: Totals) -> Losses:
        """Forward and backward of one micro-batch. `totals` is of `counted`."""

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
