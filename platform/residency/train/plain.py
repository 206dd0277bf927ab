"""The engine of plain torch: every rank holds the whole model, gradients are summed over ranks.

It is the reference that sharded engines are held against, and the one that resumes bit by bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import distributed, nn

from residency.spec.training import Optimizer, Precision
from residency.train.counting import counted
from residency.train.data import MicroBatch, StepBatch, Totals
from residency.train.engine import Fragment, Losses, ParameterState
from residency.train.failpoints import Place, reached
from residency.train.groups import group_parameters
from residency.train.loss import LossModel, LossParts, inputs_of

_CPU = torch.device("cpu")


class PlainEngine:
    """AdamW over fp32 weights; bf16 by autocast."""

    def __init__(self, module: LossModel, recipe: Optimizer, precision: Precision, balance: float):
        self._module = module.float().train()
        self._clip, self._balance = recipe.clip, balance
        self._precision = precision
        everything = dict(module.model.named_parameters())
        groups = group_parameters(everything, recipe)
        self._trained = {name: everything[name] for group in groups for name in group.names}
        self._rates = [group.lr for group in groups]
        self._optimizer = torch.optim.AdamW(
            [
                {"params": [everything[n] for n in g.names], "weight_decay": g.weight_decay}
                for g in groups
            ],
            lr=recipe.lr,
            betas=(recipe.betas[0], recipe.betas[1]),
            eps=recipe.eps,
        )

    @property
    def rank(self) -> int:
        return distributed.get_rank() if distributed.is_initialized() else 0

    @property
    def world_size(self) -> int:
        return distributed.get_world_size() if distributed.is_initialized() else 1

    def counted(self, batch: StepBatch) -> Totals:
        with self._precise():
            return counted(self._module, self._module, batch, _CPU)

    def accumulate(self, batch: MicroBatch, totals: Totals) -> Losses:
        with self._precise():
            sums = self._module(**inputs_of(batch, _CPU))
        parts = LossParts.of(sums, self._module, totals)
        reached(Place.FORWARD)
        torch.autograd.backward(parts.total(totals, self._balance))
        return Losses.of(parts, self._module.by_source)

    def update(self, factor: float) -> float:
        self._sum_gradients()
        norm = nn.utils.clip_grad_norm_(self._trained.values(), self._clip)
        for group, rate in zip(self._optimizer.param_groups, self._rates, strict=True):
            group["lr"] = rate * factor
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        return float(norm)

    def trained(self) -> Sequence[str]:
        return tuple(self._trained)

    def own_share(self) -> Iterator[Fragment]:
        for name in list(self._trained)[self.rank :: self.world_size]:
            parameter = self._trained[name].detach()
            state = self._optimizer.state.get(self._trained[name], {})
            moments = (state.get(key) for key in ("exp_avg", "exp_avg_sq"))
            # A parameter that no forward pass uses (the tower's last layer) never gets moments.
            first, second = (torch.zeros_like(parameter) if m is None else m for m in moments)
            copies = (value.flatten().clone() for value in (parameter, first, second))
            yield Fragment(name, 0, ParameterState(*copies))

    @torch.no_grad()
    def write_state(self, name: str, state: ParameterState) -> None:
        parameter = self._trained[name]
        parameter.copy_(state.weight.view_as(parameter))
        self._optimizer.state[parameter] = {
            "step": torch.tensor(0.0),
            "exp_avg": state.exp_avg.view_as(parameter).clone(),
            "exp_avg_sq": state.exp_avg_sq.view_as(parameter).clone(),
        }

    def set_steps(self, steps: int) -> None:
        for state in self._optimizer.state.values():
            state["step"].fill_(float(steps))

    def weights(self) -> dict[str, torch.Tensor] | None:
        if self.rank:
            return None
        return {name: value.detach() for name, value in self._module.model.state_dict().items()}

    def sum(self, values: Sequence[float]) -> list[float]:
        return sum_over_ranks(values)

    def barrier(self) -> None:
        if distributed.is_initialized():
            distributed.barrier()

    def _sum_gradients(self) -> None:
        """The loss of each rank is its share of the whole batch's: gradients add up.

        What no rank's forward pass used has none, and is decayed like the rest on any number of
        ranks: torch passes over a parameter without a gradient.
        """
        for parameter in self._trained.values():
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
            if self.world_size > 1:
                distributed.all_reduce(parameter.grad)

    @contextmanager
    def _precise(self) -> Iterator[None]:
        enabled = self._precision is Precision.BF16
        with torch.autocast("cpu", torch.bfloat16, enabled=enabled):
            yield


def sum_over_ranks(values: Sequence[float]) -> list[float]:
    """Element-wise sums in fp64 over the ranks of the default process group, if there is one."""
    if not distributed.is_initialized():
        return list(values)
    device = _device_of(distributed.get_backend())
    tensor = torch.tensor(list(values), dtype=torch.float64, device=device)
    distributed.all_reduce(tensor)
    return [float(value) for value in tensor]


def _device_of(backend: str) -> str:
    """Where a tensor must be to be summed: a group of NCCL alone takes none of the CPU's."""
    return "cuda" if backend == distributed.Backend.NCCL else "cpu"
