"""The routers' balancing loss, over all tokens of a global batch.

Switch Transformer's auxiliary loss (arXiv 2101.03961, section 2.2), as transformers takes it over
all layers together (gpt_oss.load_balancing_loss_func): E * sum_e f_e P_e, where f_e is how often
expert e is chosen and P_e its mean probability, a token and layer. A product of means: the mean
over micro-batches is another number. But f has no gradient, and with f of the whole batch the
loss is linear in P: each micro-batch adds E * sum_e f_e p_e / (tokens * layers), p being its sums
of probabilities, for any split. docs/decisions/0026 says why, and what it costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

import torch
from torch import distributed, nn
from transformers.models.gpt_oss.modeling_gpt_oss import GptOssTopKRouter

from residency.errors import SpecError


@dataclass(frozen=True, slots=True)
class Routed:
    """What one router said of T tokens."""

    logits: torch.Tensor  # [T, experts]
    chosen: torch.Tensor  # int64 [T, k], the experts that each token was given to


@dataclass(frozen=True, slots=True)
class Usage:
    """How many of a global batch's tokens each expert was given."""

    counts: torch.Tensor  # int64 [layers, experts], over all ranks and micro-batches
    tokens: int  # without padding

    @classmethod
    def over_ranks(cls, counts: torch.Tensor, tokens: int) -> Self:
        """Collective: of each rank's counts. Integers, so that the order of adding is nothing."""
        if distributed.is_initialized():
            counts = counts.clone()
            distributed.all_reduce(counts)
        return cls(counts, tokens)

    def balance(self, probabilities: torch.Tensor) -> torch.Tensor:
        """What a micro-batch adds to the balancing loss of the global batch, fp32 scalar.

        probabilities: fp32 [experts], its sums over tokens and layers.
        """
        layers, experts = self.counts.shape
        rows = max(1, self.tokens * layers)
        frequency = (self.counts.sum(0).double() / rows).float()
        return experts * torch.dot(frequency, probabilities) / rows

    def figures(self) -> dict[str, float]:
        """The busiest and the idlest expert of any layer: the share of tokens that it is given.

        Even is k / experts; 0 is an expert that nothing trains.
        """
        shares = self.counts.double() / max(1, self.tokens)
        return {"experts.busiest": float(shares.max()), "experts.idlest": float(shares.min())}


class Routers:
    """Listens to the routers of a model, where LLaVA drops what they say (transformers 5.23)."""

    def __init__(self, model: nn.Module) -> None:
        """Raises SpecError where there is none."""
        self._said: list[Routed] | None = None
        routers = [module for module in model.modules() if isinstance(module, GptOssTopKRouter)]
        if not routers:
            raise SpecError(
                "loss.routerBalance is set, and the text model has no routers to balance.",
                "Leave loss.routerBalance out, or take a text model with experts (gpt-oss).",
            )
        for router in routers:
            router.register_forward_hook(self._hear)

    @contextmanager
    def heard(self) -> Iterator[list[Routed]]:
        """What they say inside the block, layer by layer.

        Outside of it nothing is heard: checkpointed layers run again in the backward pass.
        """
        said: list[Routed] = []
        self._said = said
        try:
            yield said
        finally:
            self._said = None

    def _hear(self, _module: nn.Module, _args: object, output: tuple[torch.Tensor, ...]) -> None:
        if self._said is not None:
            self._said.append(Routed(output[0], output[2]))


def probability_sums(said: Sequence[Routed], segment_ids: torch.Tensor) -> torch.Tensor:
    """Each expert's probabilities, summed over layers and tokens that are no padding.

    fp32 [experts], differentiable; empty where no router was heard.
    """
    if not said:
        return torch.zeros(0, device=segment_ids.device)
    real = (segment_ids > 0).flatten().float()
    sums = [real @ torch.softmax(layer.logits.float(), dim=-1) for layer in said]
    return torch.stack(sums).sum(0)


def counts(said: Sequence[Routed], segment_ids: torch.Tensor) -> torch.Tensor:
    """How many tokens that are no padding each expert was given: int64 [layers, experts]."""
    if not said:
        return torch.zeros(0, 0, dtype=torch.int64, device=segment_ids.device)
    real = (segment_ids > 0).flatten().long()
    chosen = torch.stack([layer.chosen.flatten() for layer in said])  # [layers, T * k]
    weights = real.repeat_interleave(said[0].chosen.shape[1]).expand_as(chosen)
    found = torch.zeros(len(said), said[0].logits.shape[1], dtype=torch.int64, device=real.device)
    return found.scatter_add_(1, chosen, weights)
