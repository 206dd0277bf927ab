"""DeepSpeed as a TrainEngine: ZeRO 0 to 3, bf16 with fp32 master weights, torch's AdamW."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import distributed, nn

from residency.adapters.deepspeed.shims import (
    HfDeepSpeedConfig,
    deepspeed,
    unset_hf_deepspeed_config,
)
from residency.adapters.deepspeed.state import MasterState, master_state
from residency.plan.deepspeed import DeepSpeedConfig, deepspeed_config
from residency.plan.work import TrainWork
from residency.train.counting import counted
from residency.train.data import MicroBatch, StepBatch, Totals
from residency.train.engine import Fragment, Losses, ModelSource, ParameterState
from residency.train.failpoints import Place, reached
from residency.train.groups import group_parameters
from residency.train.loss import LossModel, LossParts, inputs_of
from residency.train.plain import sum_over_ranks

# The experts that a token meets differ between ranks; as a leaf, a block is gathered whole.
LEAF_MODULE = "GptOssMLP"


def build_engine(work: TrainWork, source: ModelSource) -> DeepSpeedEngine:
    """An engine over the process group that exists, or that the environment describes.

    Raises SpecError where the global batch does not divide.
    """
    config = deepspeed_config(work)
    # Also where Ray Train has made the process group: DeepSpeed takes it over, and without this
    # call counts one rank when it partitions weights that are loaded.
    deepspeed.init_distributed(dist_backend=_backend())
    with _partitioned_loading(config, source.is_loaded):
        module = source.build()
    return DeepSpeedEngine(module, work, config)


@contextmanager
def _partitioned_loading(config: DeepSpeedConfig, wanted: bool) -> Iterator[None]:
    """Have transformers load weights straight into partitions where ZeRO-3 makes them.

    Fresh weights are drawn whole on each rank instead: partitioned, the same seed draws others
    (transformers 5.23), and a model would depend on how it is run.
    """
    if not wanted:
        yield
        return
    kept = HfDeepSpeedConfig(json.loads(config.to_json()))  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        unset_hf_deepspeed_config()  # type: ignore[no-untyped-call]
        del kept  # transformers holds it by a weak reference


def _backend() -> str:
    return "nccl" if torch.cuda.is_available() else "gloo"


class DeepSpeedEngine:
    """A LossModel under deepspeed.initialize."""

    def __init__(self, module: LossModel, work: TrainWork, config: DeepSpeedConfig) -> None:
        recipe = work.identity.optimizer
        self._module, self._balance = module.train(), work.identity.loss.router_balance
        everything = dict(module.model.named_parameters())
        groups = group_parameters(everything, recipe)
        self._trained = {name: everything[name] for group in groups for name in group.names}
        self._rates = [group.lr for group in groups]
        if work.execution.zero == 3:
            _mark_leaves(module)
        optimizer = torch.optim.AdamW(
            [
                {"params": [everything[n] for n in g.names], "weight_decay": g.weight_decay}
                for g in groups
            ],
            lr=0.0,  # set at each update; stage 0 in bf16 makes its moments by a step of its own
            betas=(recipe.betas[0], recipe.betas[1]),
            eps=recipe.eps,
        )
        self._engine, _, _, _ = deepspeed.initialize(
            model=module, optimizer=optimizer, config=json.loads(config.to_json())
        )
        self._state: MasterState = master_state(
            self._engine.optimizer, self._trained, work.execution.zero
        )
        # DeepSpeed takes means over ranks and micro-batches; our losses are shares of the whole.
        self._scale = self.world_size * config.gradient_accumulation_steps
        # Without ZeRO, in fp32, torch's optimiser is stepped as it is, and no norm is kept.
        self._keeps_norm = not isinstance(self._engine.optimizer, torch.optim.Optimizer)
        self._pending = False  # a micro-batch was added up that DeepSpeed has not counted

    @property
    def rank(self) -> int:
        return distributed.get_rank()

    @property
    def world_size(self) -> int:
        return distributed.get_world_size()

    def counted(self, batch: StepBatch) -> Totals:
        return counted(self._engine, self._module, batch, self._engine.device)

    def accumulate(self, batch: MicroBatch, totals: Totals) -> Losses:
        if self._pending:
            self._engine.step()  # counts the micro-batch before this one; updates nothing
        sums = self._engine(**inputs_of(batch, self._engine.device))
        parts = LossParts.of(sums, self._module, totals)
        reached(Place.FORWARD)
        self._engine.backward(parts.total(totals, self._balance) * self._scale)
        self._pending = True
        return Losses.of(parts, self._module.by_source)

    def update(self, factor: float) -> float:
        for group, rate in zip(self._engine.optimizer.param_groups, self._rates, strict=True):
            group["lr"] = rate * factor
        norm = None if self._keeps_norm else nn.utils.get_total_norm(self._gradients())
        self._engine.step()
        self._pending = False
        return float(self._engine.get_global_grad_norm() or 0.0 if norm is None else norm)

    def _gradients(self) -> list[torch.Tensor]:
        return [p.grad for p in self._trained.values() if p.grad is not None]

    def trained(self) -> Sequence[str]:
        return tuple(self._trained)

    def own_share(self) -> Iterator[Fragment]:
        return self._state.own_share()

    def write_state(self, name: str, state: ParameterState) -> None:
        self._state.write(name, state)

    def set_steps(self, steps: int) -> None:
        self._state.set_steps(steps)

    def weights(self) -> dict[str, torch.Tensor] | None:
        """Parameter by parameter: DeepSpeed's own exports leave frozen ones out or stale."""
        model, kept = self._module.model, {}
        parameters = dict(model.named_parameters(remove_duplicate=False))
        for name, value in model.state_dict(keep_vars=True).items():
            source = parameters.get(name, value)
            with deepspeed.zero.GatheredParameters([source], enabled=hasattr(source, "ds_id")):
                if self.rank == 0:
                    kept[name] = source.detach().to("cpu", copy=True)
        return kept if self.rank == 0 else None

    def sum(self, values: Sequence[float]) -> list[float]:
        return sum_over_ranks(values)

    def barrier(self) -> None:
        distributed.barrier()


def _mark_leaves(module: nn.Module) -> None:
    blocks = {type(m) for m in module.modules() if type(m).__name__ == LEAF_MODULE}
    if blocks:
        deepspeed.utils.set_z3_leaf_modules(module, list(blocks))
