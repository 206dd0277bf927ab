"""The DeepSpeed configuration of a training job: a pure function of its work.

It is made of the recipe's fields; what the recipe says in DeepSpeed's own words is laid over it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

from residency.plan.batches import accumulation_steps
from residency.plan.work import TrainWork
from residency.spec.base import SpecModel
from residency.spec.deepspeed import Deciding, DeepSpeed
from residency.spec.training import Precision

# Elements that are reduced or gathered at once. DeepSpeed's default of 500 million is a buffer of
# 1 GB a rank, whatever the model.
BUCKET = 50_000_000
NEVER = 1_000_000_000


class Bf16(SpecModel):
    enabled: bool


class DataTypes(SpecModel):
    """Micro-batches' gradients are added up in fp32: bf16 loses small ones."""

    grad_accum_dtype: Literal["fp32"] = "fp32"


class Offload(SpecModel):
    device: Literal["cpu"] = "cpu"
    pin_memory: bool = False


class ZeroOptimization(SpecModel):
    """ZeRO (arXiv 1910.02054): what of the model's state is spread over the ranks."""

    stage: int
    contiguous_gradients: bool = True
    overlap_comm: bool = False
    reduce_bucket_size: int = BUCKET
    allgather_bucket_size: int = BUCKET
    offload_optimizer: Offload | None = None
    stage3_gather_16bit_weights_on_model_save: bool = True


@dataclass(frozen=True, slots=True)
class Setting:
    """One leaf of the configuration."""

    path: str  # dotted, in DeepSpeed's words
    value: str  # as JSON
    own: bool  # the recipe says it in these words


class DeepSpeedConfig(SpecModel):
    """What is made of the recipe's fields, in DeepSpeed's own words."""

    train_batch_size: int
    train_micro_batch_size_per_gpu: int
    gradient_accumulation_steps: int
    gradient_clipping: float
    bf16: Bf16
    data_types: DataTypes | None
    zero_optimization: ZeroOptimization
    # torch.optim.AdamW: DeepSpeed's own needs a C++ build of minutes.
    zero_allow_untested_optimizer: bool = True
    zero_force_ds_cpu_optimizer: bool = False
    steps_per_print: int = NEVER
    wall_clock_breakdown: bool = False

    deciding: Deciding = Deciding()
    running: DeepSpeed = DeepSpeed()

    def to_json(self) -> str:
        """As DeepSpeed reads it, the recipe's own settings included."""
        return json.dumps(self._effective())

    def settings(self) -> Iterator[Setting]:
        """All of it, leaf by leaf, and which ones the recipe sets itself."""
        own = {path for part in self._own() for path, _ in _leaves(part)}
        for path, value in _leaves(self._effective()):
            yield Setting(path, json.dumps(value), path in own)

    def _effective(self) -> dict[str, JsonValue]:
        whole = _given(self, exclude={"deciding", "running"})
        for part in self._own():
            whole = _laid_over(whole, part)
        return whole

    def _own(self) -> tuple[dict[str, JsonValue], ...]:
        return _given(self.running), _given(self.deciding)


def deepspeed_config(work: TrainWork) -> DeepSpeedConfig:
    """Raises SpecError where the global batch does not divide by workers and micro-batch."""
    execution, optimizer = work.execution, work.identity.optimizer
    bf16 = work.identity.precision is Precision.BF16
    return DeepSpeedConfig(
        train_batch_size=optimizer.global_batch,
        train_micro_batch_size_per_gpu=execution.micro_batch,
        gradient_accumulation_steps=accumulation_steps(work),
        gradient_clipping=optimizer.clip,
        bf16=Bf16(enabled=bf16),
        # Stage 0 knows one type only for both (DeepSpeed 0.19.8, _do_optimizer_sanity_check).
        data_types=DataTypes() if bf16 and execution.zero > 0 else None,
        zero_optimization=ZeroOptimization(
            stage=execution.zero, offload_optimizer=Offload() if execution.offload else None
        ),
        deciding=work.identity.deepspeed or Deciding(),
        running=execution.deepspeed or DeepSpeed(),
    )


def _given(part: SpecModel, exclude: set[str] | None = None) -> dict[str, JsonValue]:
    return part.model_dump(mode="json", by_alias=False, exclude_none=True, exclude=exclude)


def _laid_over(
    below: Mapping[str, JsonValue], above: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """Sections are merged; of all else the upper one stands."""
    whole = dict(below)
    for key, value in above.items():
        under = whole.get(key)
        if isinstance(under, dict) and isinstance(value, dict):
            value = _laid_over(under, value)
        whole[key] = value
    return whole


def _leaves(value: JsonValue, path: str = "") -> Iterator[tuple[str, JsonValue]]:
    if not isinstance(value, dict):
        yield path, value
        return
    for key, child in value.items():
        yield from _leaves(child, f"{path}.{key}" if path else key)
