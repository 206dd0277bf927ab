"""What each stage costs, for programs: bytes and operations."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from residency.cli.render.fitting import least_change
from residency.cli.render.memory_rows import CONTEXT
from residency.cli.render.priced import Priced
from residency.plan.budget import (
    MFU,
    StagePlan,
    checkpoint_bytes,
    checkpoint_disk,
    inference_bytes,
    model_bytes,
)
from residency.plan.deepspeed import deepspeed_config
from residency.plan.flops import active_parameters
from residency.plan.hardware import GPUS, TRAINING_CARDS
from residency.plan.host import HostPlan
from residency.spec.training import Attention


def budget_facts(stages: Sequence[Priced]) -> list[dict[str, object]]:
    """One entry a stage."""
    return [_facts(one) for one in stages]


def _facts(one: Priced) -> dict[str, object]:
    plan, operations = one.plan, one.plan.flops()
    execution, config = plan.work.execution, deepspeed_config(plan.work)
    peak = plan.memory(one.attention).peak
    return {
        "stage": plan.stage,
        "attention": one.attention.value,
        "workers": execution.workers,
        "microBatch": execution.micro_batch,
        "microBatchOfRecipe": plan.stated_micro or execution.micro_batch,
        "memory": {
            kernel.value: {
                ("checkpointed" if checkpointing else "kept"): _memory_facts(
                    plan, kernel, checkpointing
                )
                for checkpointing in (True, False)
            }
            for kernel in Attention
        },
        "checkpointing": execution.activation_checkpointing,
        "hostMemory": _host_facts(one.host),
        "fits": {card: peak <= GPUS[card].usable for card in TRAINING_CARDS},
        "gpu": _gpu_facts(one),
        "inferenceBytes": inference_bytes(plan.shape, CONTEXT),
        "activeParameters": active_parameters(plan.shape),
        "flops": {"token": asdict(operations.token), "tile": asdict(operations.image)},
        "attentionFlops": operations.attention,
        "checkpointBytes": checkpoint_bytes(plan.shape),
        "checkpointDiskBytes": checkpoint_disk(plan.shape),
        "modelBytes": model_bytes(plan.shape),
        "mfu": MFU,
        "published": one.published.model_dump(mode="json") if one.published else None,
        "deepspeed": json.loads(config.to_json()),
        "deepspeedOwn": [setting.path for setting in config.settings() if setting.own],
    }


def _gpu_facts(one: Priced) -> dict[str, object] | None:
    """The verdict on the GPU that the person named; None where there is none."""
    gpu = one.gpu
    if gpu is None:
        return None
    peak = one.plan.memory(one.attention).peak
    fits = peak <= gpu.usable
    found = None if fits else least_change(one, gpu)
    return {
        "name": gpu.name,
        "usable": gpu.usable,
        "needed": peak,
        "fits": fits,
        "remedy": found
        and {
            "execution": dict(found.changes),
            "needed": found.peak,
            "hostMemory": _host_facts(found.stage.host(one.room)),
        },
    }


def _host_facts(host: HostPlan) -> dict[str, int]:
    return {
        "ranks": host.ranks,
        "rank": host.rank,
        "export": host.exported,
        "readAgain": host.read_again,
        "machine": host.machine,
    }


def _memory_facts(plan: StagePlan, kernel: Attention, checkpointing: bool) -> dict[str, object]:
    memory = plan.memory(kernel, checkpointing=checkpointing)
    return {
        "weights": memory.weights,
        "gradients": memory.gradients,
        "optimizer": memory.optimizer,
        "activations": memory.activations,
        "transients": dict(memory.transients),
        "moments": dict(memory.moments),
        "peak": memory.peak,
        "host": memory.host,
    }
