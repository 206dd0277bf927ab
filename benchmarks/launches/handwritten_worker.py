"""One DeepSpeed step of LLaVA on packed rows, as one writes it by hand; nothing of Residency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import deepspeed
import torch
from safetensors.torch import load_file
from torch import distributed
from transformers import LlavaForConditionalGeneration

if TYPE_CHECKING:
    from benchmarks.launches.handwritten import Recipe

MEAN, STD = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
Batch = dict[str, Any]

# A compiler, where there is one, would build an operator for a minute that training does not use.
deepspeed.ops.__compatible_ops__["deepspeed_shm_comm"] = False


def train_step(recipe: Recipe, rank: int) -> tuple[float, float]:
    """The loss over all ranks and the gradient's norm of the first step."""
    deepspeed.init_distributed(dist_backend="gloo")
    model = LlavaForConditionalGeneration.from_pretrained(
        recipe.model,
        dtype=torch.bfloat16,
        attn_implementation={"text_config": "eager", "vision_config": "sdpa"},
    )
    for name, parameter in model.named_parameters():
        parameter.requires_grad_("vision_tower" in name or "projector" in name)
    engine = _initialize(model.train(), recipe)
    batch = _batch(recipe, rank)
    targets = (batch["labels"] != -100).sum()
    distributed.all_reduce(targets)
    # Divided by the mean of the ranks' targets, so that DeepSpeed's mean is that of all targets.
    loss = engine(**batch, num_items_in_batch=targets / len(recipe.rows)).loss
    engine.backward(loss)
    engine.step()
    whole = loss.detach().clone()
    distributed.all_reduce(whole)
    return whole.item() / len(recipe.rows), float(engine.get_global_grad_norm())


def _initialize(model: LlavaForConditionalGeneration, recipe: Recipe) -> Any:
    optimizer = torch.optim.AdamW(
        [parameter for parameter in model.parameters() if parameter.requires_grad],
        lr=recipe.lr,
        betas=recipe.betas,
        weight_decay=recipe.weight_decay,
    )
    config = {
        "train_batch_size": sum(map(len, recipe.rows)),
        "train_micro_batch_size_per_gpu": len(recipe.rows[0]),
        "gradient_clipping": recipe.clip,
        "bf16": {"enabled": True},
        "data_types": {"grad_accum_dtype": "fp32"},
        "zero_optimization": {"stage": 2},
        "zero_allow_untested_optimizer": True,
    }
    return deepspeed.initialize(model=model, optimizer=optimizer, config=config)[0]


def _batch(recipe: Recipe, rank: int) -> Batch:
    rows = torch.tensor(recipe.rows[rank])
    shard = load_file(recipe.shard)
    ends = shard["row_images"].tolist()
    images = torch.cat([shard["images"][ends[row] : ends[row + 1]] for row in rows.tolist()])
    scaled = images.permute(0, 3, 1, 2).float() / 255
    pixels = (scaled - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]
    return {
        "input_ids": shard["input_ids"][rows].long(),
        "labels": shard["labels"][rows].long(),
        "position_ids": shard["positions"][rows].long(),
        "attention_mask": _masks(shard["segment_ids"][rows], recipe.window),
        "pixel_values": pixels.to(torch.bfloat16),
        "use_cache": False,
    }


def _masks(segments: torch.Tensor, window: int) -> dict[str, torch.Tensor]:
    """Nothing attends across the samples that share a row."""
    place = torch.arange(segments.shape[1])
    distance = place[:, None] - place[None, :]
    same = (segments[:, :, None] == segments[:, None, :]) & (segments > 0)[:, :, None]
    full = (same & (distance >= 0)) | (distance == 0)
    allowed = {"full_attention": full, "sliding_attention": full & (distance < window)}
    least = torch.finfo(torch.bfloat16).min
    return {
        kind: torch.zeros(mask.shape, dtype=torch.bfloat16).masked_fill(~mask, least)[:, None]
        for kind, mask in allowed.items()
    }
