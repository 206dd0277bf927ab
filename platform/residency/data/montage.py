"""A sheet of small pictures, to see what a dataset looks like."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from residency.data.image import decode_image, encode_png, to_square

CELL = 128  # pixels
_GREY = 160


def montage(pictures: Sequence[bytes], cell: int = CELL) -> bytes:
    """PNG or JPEG pictures as one PNG: squares of `cell` pixels, row by row, a line between."""
    columns = math.ceil(math.sqrt(len(pictures)))
    rows = math.ceil(len(pictures) / columns)
    sheet = np.full((rows * cell, columns * cell, 3), _GREY, dtype=np.uint8)
    for number, content in enumerate(pictures):
        top, left = number // columns * cell, number % columns * cell
        square = to_square(decode_image(content), cell - 2)
        sheet[top + 1 : top + cell - 1, left + 1 : left + cell - 1] = square
    return encode_png(sheet)
