"""The loss of a micro-batch, as a module: one forward, so that sharded engines see all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from transformers.models.gpt_oss.modeling_gpt_oss import (
    GptOssTopKRouter,
    load_balancing_loss_func,
)
from transformers.models.llava.modeling_llava import LlavaForConditionalGeneration

from residency.data.pack import IGNORED
from residency.model.dimensions import text_config
from residency.train.data import MicroBatch, Totals
from residency.train.masks import packed_masks

MODEL_PREFIX = "model."
"""What LossModel puts before the names of the model's own parameters."""


@dataclass(frozen=True, slots=True)
class LossParts:
    """A micro-batch's share of the loss: sums, to be divided by the whole batch's totals."""

    cross_entropy: torch.Tensor  # summed over target tokens, fp32 scalar
    balance: torch.Tensor  # router balancing loss times tokens, fp32 scalar

    def total(self, totals: Totals, coefficient: float) -> torch.Tensor:
        """What this micro-batch adds to the loss of the global batch."""
        share = self.cross_entropy / max(1, totals.targets)
        if not coefficient:
            return share
        return share + coefficient * self.balance / max(1, totals.tokens)


class LossModel(nn.Module):
    """The model with its loss.

    Cross-entropy is summed over target tokens and normalised outside, by the targets of the whole
    global batch: any split into ranks and micro-batches gives the same loss. The router's
    balancing loss, which LLaVA drops (transformers 5.23), is taken from the routers themselves;
    it is a product of means over one micro-batch, weighted by its tokens.
    """

    def __init__(self, model: LlavaForConditionalGeneration, *, balance: bool) -> None:
        super().__init__()
        self.model = model
        self._routed: list[torch.Tensor] = []
        self.sources = 0  # entries of the mixture whose losses are told apart
        self.by_source: tuple[float, ...] = ()  # of the last forward: Losses.by_source
        if balance:
            for module in model.modules():
                if isinstance(module, GptOssTopKRouter):
                    module.register_forward_hook(self._record)

    def forward(
        self,
        columns: torch.Tensor,
        pixels: torch.Tensor | None,
        *,
        has_images: bool,
        sources: torch.Tensor | None = None,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The sums that LossParts holds.

        columns: int64 [4, B, L], the input ids, labels, segment ids and positions of MicroBatch;
        pixels: float32 [M, 3, S, S]; sources: int64 [B, L], the entry of the mixture.
        """
        self._routed.clear()
        input_ids, labels, segment_ids, positions = columns
        embeddings = self._embed(input_ids, pixels, has_images)
        window = text_config(self.model).sliding_window or segment_ids.shape[1]
        hidden = self.model.model.language_model(
            inputs_embeds=embeddings,
            attention_mask=packed_masks(segment_ids, window, embeddings.dtype),
            position_ids=positions,
            use_cache=False,
        ).last_hidden_state
        same = (segment_ids[:, 1:] == segment_ids[:, :-1]) & (segment_ids[:, 1:] > 0)
        chosen = (labels[:, 1:] != IGNORED) & same
        # Logits of target positions only: a vocabulary of 200,000 times 32,768 does not fit.
        logits = self.model.lm_head(hidden[:, :-1][chosen]).float()
        losses = functional.cross_entropy(logits, labels[:, 1:][chosen], reduction="none")
        if sources is not None and self.sources:
            self.by_source = _by_source(losses.detach(), sources[:, 1:][chosen], self.sources)
        return losses.sum(), self._balance(segment_ids)

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

    def _record(self, _module: nn.Module, _args: object, output: tuple[torch.Tensor, ...]) -> None:
        self._routed.append(output[0])

    def _balance(self, segment_ids: torch.Tensor) -> torch.Tensor:
        if not self._routed:
            return torch.zeros((), device=segment_ids.device)
        text = text_config(self.model)
        real = segment_ids > 0
        logits: Any = tuple(self._routed)  # annotated upstream as a tuple of one
        loss = load_balancing_loss_func(
            logits, text.num_local_experts, text.num_experts_per_tok, real
        )
        self._routed.clear()
        return torch.as_tensor(loss).float() * real.sum()


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
