"""From pictures to what a vision tower reads. Training and prediction share it."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

# CLIP's statistics of natural images (arXiv 2103.00020), which its towers expect.
MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)


def pixel_values(images: NDArray[np.uint8], dtype: torch.dtype) -> torch.Tensor:
    """uint8 [M, H, W, 3] to normalised [M, 3, H, W]."""
    planes = torch.from_numpy(images).permute(0, 3, 1, 2)
    # Planes one after the other and arithmetic in place: a ninth of the time of one step a tensor.
    values = planes.to(torch.float32, memory_format=torch.contiguous_format).div_(255)
    mean, std = torch.tensor(MEAN), torch.tensor(STD)
    return values.sub_(mean[:, None, None]).div_(std[:, None, None]).to(dtype)
