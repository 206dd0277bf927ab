"""Invented names, dates and ids, drawn in several fonts at an angle."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

TEXTS = (
    "SMITH^JOHN", "Doe, Jane 1957-03-12", "MRN 00482913", "Acc# 7731942", "Garcia M.",
    "04/17/1962", "Li Na", "DOB 12.08.49 F", "O'Brien^Sean^P", "ID 55-1029-A", "Nguyen",
    "12 MAR 2019",
)  # fmt: skip
FONTS = ("Aileron", "DejaVuSans", "DejaVuSansMono", "DejaVuSerif", "DejaVuSans-Bold")
"""Pillow's own, and those that come with matplotlib."""

Ink = NDArray[np.float64]
"""float64 [H, W]: how much of each pixel the writing covers, 0 to 1."""


def draw(text: str, font: str, size: int, degrees: int) -> Ink:
    """One line, `size` pixels to the em, turned anticlockwise."""
    face = _face(font, size)
    left, top, right, bottom = (round(v) for v in face.getbbox(text))
    page = Image.new("L", (right - left + 4, bottom - top + 4), 0)
    ImageDraw.Draw(page).text((2 - left, 2 - top), text, font=face, fill=255)
    turned = page.rotate(degrees, expand=True, resample=Image.Resampling.BICUBIC)
    return np.asarray(turned, dtype=np.float64) / 255


@cache
def _face(name: str, size: int) -> ImageFont.FreeTypeFont:
    if name == "Aileron":
        face = ImageFont.load_default(size=size)
        assert isinstance(face, ImageFont.FreeTypeFont)
        return face
    return ImageFont.truetype(Path(matplotlib.get_data_path()) / f"fonts/ttf/{name}.ttf", size)
