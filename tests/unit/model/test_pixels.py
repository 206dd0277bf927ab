"""Pixels are normalised as CLIP's towers expect, plane after plane."""

import numpy as np
import torch

from residency.model.pixels import MEAN, STD, pixel_values


def test_pixels_are_scaled_then_normalised_by_channel() -> None:
    images = np.random.default_rng(0).integers(0, 256, (2, 5, 4, 3), dtype=np.uint8)
    values = pixel_values(images, torch.float32)
    scaled = torch.from_numpy(images).permute(0, 3, 1, 2).float() / 255
    mean, std = (torch.tensor(one)[:, None, None] for one in (MEAN, STD))
    assert torch.equal(values, (scaled - mean) / std)
    assert values.is_contiguous()
    assert pixel_values(images, torch.bfloat16).dtype is torch.bfloat16
