"""From pictures to what a vision tower reads. Training and prediction share it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

# CLIP's statistics of natural images (arXiv 2103.00020), which its towers expect.
MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)


def pixel_values(images: NDArray[np.uint8], dtype: torch.dtype) -> torch.Tensor:
    """uint8 [M, H, W, 3] to normalised [M, 3, H, W]."""
    return joined_pixel_values([images], dtype)


def joined_pixel_values(parts: Sequence[NDArray[np.uint8]], dtype: torch.dtype) -> torch.Tensor:
    """The same of pictures of one size that lie in several places, which are only read."""
    count, (height, width) = sum(map(len, parts)), parts[0].shape[1:3]
    values = torch.empty(count, 3, height, width)
    mean, std = (torch.tensor(one)[:, None, None] for one in (MEAN, STD))
    pictures = (picture for part in parts for picture in part)
    # One by one and in place: a picture's values stay in the processor's cache until all is done.
    for own, picture in zip(values, pictures, strict=True):
        np.copyto(own.numpy(), picture.transpose(2, 0, 1))
        own.div_(255).sub_(mean).div_(std)
    return values.to(dtype)
