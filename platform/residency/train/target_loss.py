"""The cross-entropy of target positions, a chunk of logits at a time.

Logits of 200,000 words in fp32, with their gradients, were the largest tensors of a step: 2.4 MB
a target. So they come and go in chunks, whose gradients are taken there and then, in the forward
pass (as in Liger, arXiv 2410.10989): the loss is a sum, and a sum's gradient is one number, by
which the backward pass multiplies. Nothing is computed twice.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.autograd.function import once_differentiable
from torch.nn import functional

from residency.errors import NotSupportedYet


class TargetLoss(nn.Module):
    """Sums the cross-entropy of positions under a head; `at_once` logits are held at a time.

    The head's weight is its parameter, too: so ZeRO-3's hooks gather it once around all chunks.
    If each chunk called the head, it would be gathered as often as a rank has chunks, and ranks
    with other numbers of targets would wait for each other for ever.
    """

    def __init__(self, head: nn.Module, at_once: int) -> None:
        """Raises NotSupportedYet for a head that is more than a product with a weight."""
        super().__init__()
        bias: object = getattr(head, "bias", None)
        if not isinstance(head, nn.Linear) or bias is not None:
            raise NotSupportedYet(
                f"not supported yet: a head that is {type(head).__name__}, or has a bias",
                "Leave language.head as it is: give adapters to other parts.",
            )
        self.weight = head.weight
        self._rows = max(1, at_once // head.out_features)

    def forward(
        self, hidden: torch.Tensor, labels: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The sum, fp32 scalar, and each target's own loss, fp32 [T], without gradient.

        hidden: [T, H]; labels: int64 [T]. T may be 0, and another one on each rank.
        """
        losses: torch.Tensor
        summed: torch.Tensor
        summed, losses = _Summed.apply(hidden, labels, self.weight, self._rows)  # type: ignore[no-untyped-call]
        return summed, losses


class _Summed(torch.autograd.Function):
    """Its gradients are made by `forward`; `backward` scales them in place, once."""

    @staticmethod
    def forward(
        ctx: Any, hidden: torch.Tensor, labels: torch.Tensor, weight: torch.Tensor, rows: int
    ) -> tuple[torch.Tensor, torch.Tensor]:
        losses = torch.empty(len(labels), dtype=torch.float32, device=hidden.device)
        hidden_grad = torch.empty_like(hidden)
        weight_grad = None
        for start in range(0, len(labels), rows):
            chosen = slice(start, start + rows)
            losses[chosen], slopes = _chunk(hidden[chosen], labels[chosen], weight)
            hidden_grad[chosen] = slopes @ weight
            if ctx.needs_input_grad[2]:
                product = slopes.T @ hidden[chosen]
                # In fp32 where there are more: sums of bf16 numbers lose the small ones.
                weight_grad = product if weight_grad is None else weight_grad.float().add_(product)
        if weight_grad is None:  # of no target, too: ranks reduce it together
            weight_grad = torch.zeros_like(weight) if ctx.needs_input_grad[2] else None
        ctx.save_for_backward(hidden_grad, weight_grad)
        ctx.dtype = weight.dtype
        ctx.mark_non_differentiable(losses)
        return losses.sum(), losses

    @staticmethod
    @once_differentiable
    def backward(
        ctx: Any, slope: torch.Tensor, _: torch.Tensor
    ) -> tuple[torch.Tensor, None, torch.Tensor | None, None]:
        hidden_grad, weight_grad = ctx.saved_tensors
        if weight_grad is not None:
            weight_grad = weight_grad.mul_(slope).to(ctx.dtype)
        return hidden_grad.mul_(slope), None, weight_grad, None


def _chunk(
    hidden: torch.Tensor, labels: torch.Tensor, weight: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Losses of [r, H] hidden states, and the gradient of their sum for the logits, [r, V]."""
    scores = functional.linear(hidden, weight)
    dtype = scores.dtype
    scores = scores.float()  # one by one, so that each makes room for the next
    scores = functional.log_softmax(scores, dim=-1)
    places = labels[:, None]
    losses = -scores.gather(1, places).squeeze(1)
    slopes = scores.exp_()  # softmax, less one at the label
    slopes.scatter_add_(1, places, -torch.ones_like(losses)[:, None])
    return losses, slopes.to(dtype)
