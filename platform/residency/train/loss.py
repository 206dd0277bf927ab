"""The loss of a micro-batch, as a module: one forward, so that sharded engines see all of it."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Self

import torch
from torch import nn
from transformers.models.llava.modeling_llava import LlavaForConditionalGeneration

from residency.data.pack import IGNORED
from residency.model.dimensions import text_config
from residency.plan.activations import LOGITS_AT_ONCE
from residency.train.data import MicroBatch, Totals
from residency.train.masks import masks_for
from residency.train.router import Routed, Routers, Usage, counts, probability_sums
from residency.train.target_loss import TargetLoss


@dataclass(frozen=True, slots=True)
class LossParts:
    """What a micro-batch adds to the loss of the global batch: fp32 scalars."""

    cross_entropy: torch.Tensor  # summed over target tokens
    balance: torch.Tensor  # of the routers; added up over micro-batches, the global batch's
    usage: Usage | None = None  # of the experts by the global batch

    @classmethod
    def of(
        cls, sums: tuple[torch.Tensor, torch.Tensor], module: LossModel, totals: Totals
    ) -> Self:
        """Of the sums that `module` has just returned.

        Collective where routers are balanced and nothing was counted: all of each rank's share
        must then be in this one micro-batch (train/counting.py).
        """
        cross_entropy, probabilities = sums
        if not module.is_balanced:
            return cls(cross_entropy, torch.zeros_like(cross_entropy))
        usage = totals.usage or Usage.over_ranks(module.counts, totals.tokens)
        return cls(cross_entropy, usage.balance(probabilities), usage)

    def total(self, totals: Totals, coefficient: float) -> torch.Tensor:
        """What this micro-batch adds to the loss of the global batch."""
        share = self.cross_entropy / max(1, totals.targets)
        return share + coefficient * self.balance if coefficient else share


class LossModel(nn.Module):
    """The model with its loss.

    Cross-entropy is summed over target tokens and normalised outside, by the targets of the whole
    global batch: any split into ranks and micro-batches gives the same loss. So does the routers'
    balancing loss, of which this makes the micro-batch's sums (train/router.py).
    """

    def __init__(
        self,
        model: LlavaForConditionalGeneration,
        *,
        balance: bool,
        logits_at_once: int = LOGITS_AT_ONCE,
    ) -> None:
        """Raises NotSupportedYet for a head that TargetLoss does not know, SpecError where
        routers are to be balanced and there are none.
        """
        super().__init__()
        self.model = model
        self.target_loss = TargetLoss(model.lm_head, logits_at_once)
        self._routers = Routers(model) if balance else None
        self.sources = 0  # entries of the mixture whose losses are told apart
        # Of the last forward pass:
        self.by_source: tuple[float, ...] = ()  # Losses.by_source
        self.counts = torch.zeros(0, 0, dtype=torch.int64)  # Usage.counts, of this micro-batch

    @property
    def is_balanced(self) -> bool:
        """Whether the routers are listened to."""
        return self._routers is not None

    def forward(
        self,
        columns: torch.Tensor,
        pixels: torch.Tensor | None,
        *,
        has_images: bool,
        sources: torch.Tensor | None = None,
        only_counts: bool = False,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Cross-entropy, summed over targets, and the sums that Usage.balance takes.

        columns: int64 [4, B, L], the input ids, labels, segment ids and positions of MicroBatch;
        pixels: float32 [M, 3, S, S]; sources: int64 [B, L], the entry of the mixture;
        only_counts: leave out what comes after the last router.
        """
        hidden, sums = self._hidden(columns, pixels, has_images)
        if only_counts:
            return sums.new_zeros(()), sums
        return self._cross_entropy(hidden, columns, sources), sums

    def _heard(self) -> AbstractContextManager[list[Routed]]:
        return self._routers.heard() if self._routers else nullcontext([])

    def _hidden(
        self, columns: torch.Tensor, pixels: torch.Tensor | None, has_images: bool
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The last hidden state [B, L, H], and the routers' sums; sets `counts`."""
        input_ids, _, segment_ids, positions = columns
        embeddings = self._embed(input_ids, pixels, has_images)
        with self._heard() as said:
            hidden: torch.Tensor = self.model.model.language_model(
                inputs_embeds=embeddings,
                attention_mask=masks_for(text_config(self.model), segment_ids, embeddings.dtype),
                position_ids=positions,
                use_cache=False,
            ).last_hidden_state
        self.counts = counts(said, segment_ids)
        return hidden, probability_sums(said, segment_ids)

    def _cross_entropy(
        self, hidden: torch.Tensor, columns: torch.Tensor, sources: torch.Tensor | None
    ) -> torch.Tensor:
        _, labels, segment_ids, _ = columns
        same = (segment_ids[:, 1:] == segment_ids[:, :-1]) & (segment_ids[:, 1:] > 0)
        chosen = (labels[:, 1:] != IGNORED) & same
        summed, losses = self.target_loss(hidden[:, :-1][chosen], labels[:, 1:][chosen])
        if sources is not None and self.sources:
            self.by_source = _by_source(losses, sources[:, 1:][chosen], self.sources)
        return torch.as_tensor(summed)

    def _embed(
        self, input_ids: torch.Tensor, pixels: torch.Tensor | None, has_images: bool
    ) -> torch.Tensor:
        """Word embeddings with image features in their places.

        A rank without images passes its stand-in through the same modules in the same order,
        with weight zero: under ZeRO-3 every module's forward and backward is a collective.
        """
        embeddings: torch.Tensor = self.model.get_input_embeddings()(input_ids)
        if pixels is None:
            return embeddings
        images = self.model.model.get_image_features(pixels.to(embeddings.dtype))
        features = torch.cat(list(images.pooler_output)).to(embeddings.dtype)
        if not has_images:
            return embeddings + 0.0 * features.sum()
        places = (input_ids == self.model.config.image_token_id).unsqueeze(-1)
        return embeddings.masked_scatter(places.expand_as(embeddings), features)


def _by_source(losses: torch.Tensor, sources: torch.Tensor, count: int) -> tuple[float, ...]:
    """Sums over the targets of each source, then how many there are."""
    sums = torch.bincount(sources, losses.double(), minlength=count)
    targets = torch.bincount(sources, minlength=count).double()
    return tuple(torch.cat([sums, targets]).tolist())


def inputs_of(batch: MicroBatch, device: torch.device) -> dict[str, torch.Tensor | bool | None]:
    """Keyword arguments of LossModel.forward."""
    columns = [batch.input_ids, batch.labels, batch.segment_ids, batch.positions]
    return {
        "columns": torch.stack(columns).to(device),
        "pixels": None if batch.pixels is None else batch.pixels.to(device),
        "has_images": batch.has_images,
        "sources": None if batch.sources is None else batch.sources.to(device),
    }
