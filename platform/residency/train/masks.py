"""Attention masks of packed rows.

GptOss builds its own masks without looking at position ids, so packing by position ids alone
leaks attention across samples, silently (transformers 5.23). The masks are given instead.
"""

from __future__ import annotations

import torch

from residency.model.text import TextModelConfig


def masks_for(
    text: TextModelConfig, segment_ids: torch.Tensor, dtype: torch.dtype
) -> dict[str, torch.Tensor] | torch.Tensor:
    """The masks as that text model takes them: of each kind of its layers, or of its only one."""
    window = getattr(text, "sliding_window", None)
    masks = packed_masks(segment_ids, window, dtype)
    return masks["full_attention"] if window is None else masks


def packed_masks(
    segment_ids: torch.Tensor, window: int | None, dtype: torch.dtype
) -> dict[str, torch.Tensor]:
    """Additive masks [B, 1, L, L] by kind of attention layer, from segment ids [B, L].

    A position sees itself and what precedes it in its segment; in a sliding layer, only the last
    `window` positions of that. Padding sees itself alone, so that no row of the softmax is empty.
    """
    length = segment_ids.shape[1]
    place = torch.arange(length, device=segment_ids.device)
    distance = place[:, None] - place[None, :]
    together = segment_ids[:, :, None] == segment_ids[:, None, :]
    real = (segment_ids > 0)[:, :, None]
    full = (together & real & (distance >= 0)) | (distance == 0)
    masks = {"full_attention": _additive(full, dtype)}
    if window is not None:
        masks["sliding_attention"] = _additive(full & (distance < window), dtype)
    return masks


def _additive(allowed: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    mask = torch.zeros(allowed.shape, dtype=dtype, device=allowed.device)
    return mask.masked_fill(~allowed, torch.finfo(dtype).min)[:, None]
