"""Which experts a whole global batch is given to, before the first gradient of it is made."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import nn

from residency.train.data import StepBatch, Totals
from residency.train.loss import LossModel, inputs_of
from residency.train.router import Usage


def counted(
    forward: nn.Module, module: LossModel, batch: StepBatch, device: torch.device
) -> Totals:
    """Collective: the batch's totals, with the experts' usage where one must know it beforehand.

    With one micro-batch a rank its own forward pass tells, and this does nothing. With more, the
    first backward pass needs what the last forward pass counts. So all are run once without
    gradients, with the random numbers that training draws again. That takes 0.34 of the forward
    and backward passes, 0.25 where activations are checkpointed (benchmarks/routing.py, on a
    CPU), and nothing where routers are not balanced.

    forward: the module, or what an engine made of it.
    """
    if not module.is_balanced or len(batch.micro_batches) == 1:
        return batch.totals
    found = []
    with torch.no_grad(), torch.random.fork_rng([device] if device.type == "cuda" else []):
        for micro in batch.micro_batches:
            forward(**inputs_of(micro, device), only_counts=True)
            found.append(module.counts)
    usage = Usage.over_ranks(torch.stack(found).sum(0), batch.totals.tokens)
    return replace(batch.totals, usage=usage)
