"""Master weights and moments by name, wherever a ZeRO stage keeps them.

DeepSpeed's own checkpoints are pickles of partitions that only the same world size reads, and a
missing `latest` starts training over without an error (issues 2898, 3810). Here each rank reads
what it holds, as runs of parameters, and writes its part of whole parameters. DeepSpeed's own
reads of whole parameters add up buffers of zeros over all ranks: seconds at 135M parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

import torch
from torch import nn
from torch.nn import functional

from residency.adapters.deepspeed.shims import deepspeed
from residency.train.engine import Fragment, ParameterState

_MOMENTS = ("exp_avg", "exp_avg_sq")


class MasterState(Protocol):
    """State of the trained parameters by name."""

    def own_share(self) -> Iterator[Fragment]:
        """What this rank answers for, copied; of all ranks together, everything once."""

    def write(self, name: str, state: ParameterState) -> None:
        """Collective: replace it, and the working copy of the weight with it."""

    def set_steps(self, steps: int) -> None:
        """How many updates AdamW has made."""


def master_state(optimizer: Any, trained: Mapping[str, nn.Parameter], zero: int) -> MasterState:
    """The state of DeepSpeed's optimiser (of no common type) at a ZeRO stage."""
    if zero == 0:
        return Replicated(optimizer, trained)
    return Sharded(optimizer, trained) if zero == 3 else Fragmented(optimizer, trained)


class Replicated:
    """Stage 0: each rank holds everything; in bf16, with fp32 copies in groups of one order."""

    def __init__(self, optimizer: Any, trained: Mapping[str, nn.Parameter]) -> None:
        self._inner: torch.optim.Optimizer = getattr(optimizer, "optimizer", optimizer)
        self._working = trained
        masters = {id(p): p for p in trained.values()}
        if hasattr(optimizer, "fp16_groups"):
            for low, high in zip(optimizer.fp16_groups, optimizer.fp32_groups, strict=True):
                masters |= {id(p): master for p, master in zip(low, high, strict=True)}
            # It made its moments by a step with gradients of zero, which AdamW's correction of
            # the first steps counts (DeepSpeed 0.19.8, unfused_optimizer.py).
            self._inner.state.clear()
        self._masters = {name: masters[id(p)] for name, p in trained.items()}

    def own_share(self) -> Iterator[Fragment]:
        rank, world_size = torch.distributed.get_rank(), torch.distributed.get_world_size()
        for name in list(self._masters)[rank::world_size]:
            master = self._masters[name]
            state = self._inner.state.get(master, {})
            # A parameter that no forward pass uses (the tower's last layer) never gets moments.
            moments = (state.get(key) for key in _MOMENTS)
            values = (torch.zeros_like(master) if m is None else m for m in moments)
            yield Fragment(name, 0, _on_cpu(master, *values))

    @torch.no_grad()
    def write(self, name: str, state: ParameterState) -> None:
        master = self._masters[name]
        weight = state.weight.view_as(master)
        master.copy_(weight)
        self._working[name].copy_(weight)
        moments = {
            key: getattr(state, key).view_as(master).to(master.device, copy=True)
            for key in _MOMENTS
        }
        self._inner.state[master] = {"step": torch.tensor(0.0), **moments}

    def set_steps(self, steps: int) -> None:
        _set_steps(self._inner, self._masters.values(), steps)


class Fragmented:
    """Stages 1 and 2: whole working weights, fp32 partitions of flat groups."""

    def __init__(self, optimizer: Any, trained: Mapping[str, nn.Parameter]) -> None:
        self._optimizer, self._working = optimizer, trained

    def own_share(self) -> Iterator[Fragment]:
        self._link()
        for name, parameter in self._working.items():
            mapping = getattr(parameter, "_hp_mapping", None)
            if mapping is not None:  # some of it lies in this rank's partition
                moments = (mapping.get_hp_fragment(optim_state_key=key) for key in _MOMENTS)
                state = _on_cpu(mapping.get_hp_fragment(), *moments)
                yield Fragment(name, mapping.lp_fragment_address.start, state)

    @torch.no_grad()
    def write(self, name: str, state: ParameterState) -> None:
        self._have_moments()
        parameter = self._working[name]
        deepspeed.utils.safe_set_full_fp32_param(parameter, state.weight.to(parameter.device))
        for key in _MOMENTS:
            value = getattr(state, key).to(parameter.device)
            deepspeed.utils.safe_set_full_optimizer_state(parameter, value, key)
        parameter.data.copy_(state.weight.view_as(parameter))

    def set_steps(self, steps: int) -> None:
        _set_steps(self._optimizer.optimizer, self._partitions(), steps)

    def _have_moments(self) -> None:
        """They are made at the first update; before it, fragments of them have no address."""
        if _make_moments(self._optimizer.optimizer, self._partitions()):
            self._link()

    def _link(self) -> None:
        """Let fragments find their moments.

        DeepSpeed does it once, after the first step of the first parameter group, when the
        others have no moments yet (DeepSpeed 0.19.8, stage_1_and_2.py).
        """
        self._optimizer._hp_optimizer_states_linked = False
        self._optimizer._lazy_init_hp_params_optimizer_state()

    def _partitions(self) -> list[torch.Tensor]:
        return [p for group in self._optimizer.optimizer.param_groups for p in group["params"]]


class Sharded:
    """Stage 3: working weights are partitioned too, each on its own, padded to the world size."""

    def __init__(self, optimizer: Any, trained: Mapping[str, nn.Parameter]) -> None:
        self._optimizer, self._working = optimizer, trained

    def own_share(self) -> Iterator[Fragment]:
        rank = torch.distributed.get_rank()
        for name, parameter in self._working.items():
            partition: Any = parameter
            size = partition.ds_tensor.numel()
            length = min(size, partition.ds_numel - rank * size)  # the rest of it is padding
            if length > 0:
                moments = (
                    deepspeed.utils.safe_get_local_optimizer_state(parameter, key)
                    for key in _MOMENTS
                )
                weight = deepspeed.utils.safe_get_local_fp32_param(parameter)
                values = (value.flatten()[:length] for value in (weight, *moments))
                yield Fragment(name, rank * size, _on_cpu(*values))

    @torch.no_grad()
    def write(self, name: str, state: ParameterState) -> None:
        _make_moments(self._optimizer.optimizer, self._optimizer.fp32_partitioned_groups_flat)
        parameter: Any = self._working[name]
        if parameter.ds_status.name == "AVAILABLE":  # small ones stay gathered: gather anew
            parameter.partition()
        weight = _own_share(parameter, state.weight)
        deepspeed.utils.safe_set_local_fp32_param(parameter, weight)
        parameter.ds_tensor.data.copy_(weight)
        for key in _MOMENTS:
            share = _own_share(parameter, getattr(state, key))
            deepspeed.utils.safe_set_local_optimizer_state(parameter, share, key)

    def set_steps(self, steps: int) -> None:
        partitions = self._optimizer.fp32_partitioned_groups_flat
        _set_steps(self._optimizer.optimizer, partitions, steps)


def _own_share(parameter: Any, value: torch.Tensor) -> torch.Tensor:
    size = parameter.ds_tensor.numel()
    flat = value.flatten().to(parameter.ds_tensor.device)
    padded = functional.pad(flat, (0, size * torch.distributed.get_world_size() - flat.numel()))
    return padded.narrow(0, size * torch.distributed.get_rank(), size)


def _on_cpu(*values: torch.Tensor) -> ParameterState:
    weight, first, second = (v.detach().flatten().to("cpu", copy=True).float() for v in values)
    return ParameterState(weight, first, second)


def _make_moments(inner: torch.optim.Optimizer, masters: list[torch.Tensor]) -> bool:
    """Make AdamW's state where there is none yet; whether any was made."""
    missing = [master for master in masters if not inner.state.get(master)]
    for master in missing:
        moments = {key: torch.zeros_like(master) for key in _MOMENTS}
        inner.state[master] = {"step": torch.tensor(0.0), **moments}
    return bool(missing)


def _set_steps(inner: torch.optim.Optimizer, masters: Iterable[torch.Tensor], steps: int) -> None:
    for master in masters:
        inner.state[master]["step"].fill_(float(steps))
