"""The model as those load it who know transformers only."""

from __future__ import annotations

import torch
from transformers import LlavaForConditionalGeneration

from benchmarks.training.job import Job

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}


def load(job: Job) -> LlavaForConditionalGeneration:
    """From the folder that all start from, with the same parameters frozen."""
    model: LlavaForConditionalGeneration = LlavaForConditionalGeneration.from_pretrained(
        job.data.model,
        dtype=DTYPES[job.precision],
        attn_implementation={"text_config": job.attention, "vision_config": "sdpa"},
    )
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(not name.startswith(job.frozen))
    model.train()
    return model


def trained(model: torch.nn.Module) -> list[torch.nn.Parameter]:
    return [parameter for parameter in model.parameters() if parameter.requires_grad]
