"""Packed rows for loops that are written by hand; nothing of Residency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from safetensors.torch import load_file

from benchmarks.training.job import Job

MEAN, STD = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
IGNORED = -100
Batch = dict[str, Any]


class PackedRows:
    """This rank's micro-batches, step after step."""

    def __init__(self, job: Job, rank: int, dtype: torch.dtype) -> None:
        self._job, self._rank, self._dtype = job, rank, dtype
        self._rows = load_file(job.data.packed)

    def steps(self) -> Iterator[tuple[list[Batch], int]]:
        """The micro-batches of each step, and the targets of all ranks together; without end."""
        shape, step = self._job.shape, 0
        while True:
            first = step % shape.steps * shape.rows
            everyone = range(first, first + shape.rows)
            own = list(everyone)[self._rank :: self._job.ranks]
            size = shape.row_batch
            batches = [self._batch(own[n : n + size]) for n in range(0, len(own), size)]
            labels = self._rows["labels"][first : first + shape.rows, 1:]
            yield batches, int((labels != IGNORED).sum())
            step += 1

    def _batch(self, rows: list[int]) -> Batch:
        content = {name: value[rows] for name, value in self._rows.items() if "image" not in name}
        batch: Batch = {
            "input_ids": content["input_ids"].long(),
            "labels": content["labels"].long(),
            "position_ids": content["positions"].long(),
            "attention_mask": masks(content["segment_ids"], self._job.window, self._dtype),
            "use_cache": False,
        }
        ends = self._rows["row_images"].tolist()
        images = torch.cat([self._rows["images"][ends[row] : ends[row + 1]] for row in rows])
        if len(images):
            batch["pixel_values"] = pixel_values(images).to(self._dtype)
        moved: Batch = on(batch, self._job.device)
        return moved


def pixel_values(images: torch.Tensor) -> torch.Tensor:
    """uint8 [M, 3, S, S] as CLIP's towers expect it, in fp32."""
    mean, std = (torch.tensor(one)[:, None, None] for one in (MEAN, STD))
    return (images.float() / 255 - mean) / std


def masks(
    segments: torch.Tensor, window: int, dtype: torch.dtype
) -> dict[str, torch.Tensor] | torch.Tensor:
    """Nothing attends across the samples that share a row: additive, [B, 1, L, L].

    By kind of layer where some slide.
    """
    place = torch.arange(segments.shape[1])
    distance = place[:, None] - place[None, :]
    same = (segments[:, :, None] == segments[:, None, :]) & (segments > 0)[:, :, None]
    full = (same & (distance >= 0)) | (distance == 0)
    if not window:
        return additive(full, dtype)
    sliding = full & (distance < window)
    return {
        "full_attention": additive(full, dtype),
        "sliding_attention": additive(sliding, dtype),
    }


def additive(allowed: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """[B, L, L] as a mask [B, 1, L, L] that is added to scores."""
    mask = torch.zeros(allowed.shape, dtype=dtype)
    return mask.masked_fill(~allowed, torch.finfo(dtype).min)[:, None]


def on(value: Any, device: str) -> Any:
    """All tensors of it on the device."""
    if isinstance(value, dict):
        return {name: on(one, device) for name, one in value.items()}
    return value.to(device) if isinstance(value, torch.Tensor) else value
