"""The published grid: sizes x contrasts x polarities x rotations, on flat, noisy, real pictures.

Contrast is in grey levels of 255, between the ink and the 5th (dark ink) or 95th (light ink)
percentile of what lies under it. Text is legible to a person where the background's standard
deviation under it is at most half of that; what is drawn on more is `camouflaged`, and counted
apart: there, light and dark strokes of the background are as strong as the writing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from benchmarks.burned_in.writing import FONTS, TEXTS, Ink, draw
from residency.data.pixels import Picture

SIZES = (12, 14, 18, 24, 36, 48)
CONTRASTS = (30, 45, 60, 100, 200)
POLARITIES = ("light", "dark")
ROTATIONS = (0, 90, 180, 270, 15, -15, 30, -30, 45, -45)
SIDE = 384  # pixels of the pictures that are drawn on
TRIES = 40  # places that are tried on one background, and backgrounds that are


@dataclass(frozen=True, slots=True)
class Cell:
    """One picture of the grid, before it is drawn."""

    size: int
    contrast: int
    polarity: str
    rotation: int
    number: int  # seeds font, text, background and place


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture with one line of text, and where its ink is."""

    cell: Cell
    background: str
    font: str
    text: str
    camouflaged: bool
    picture: Picture
    ink: Ink  # of the whole picture


def cells(seed: int) -> Iterator[Cell]:
    """Every combination once."""
    combinations = product(SIZES, CONTRASTS, POLARITIES, ROTATIONS)
    for number, combination in enumerate(combinations):
        yield Cell(*combination, number=seed * 10_000 + number)


def draw_cell(
    cell: Cell, backgrounds: Mapping[str, Picture], *, camouflaged: bool
) -> Drawn | None:
    """Text drawn where the cell's ink is possible; None where no background has such a place."""
    chance = random.Random(cell.number)
    names = sorted(backgrounds)
    font, text = chance.choice(FONTS), chance.choice(TEXTS)
    ink = draw(text, font, cell.size, cell.rotation)
    for _ in range(TRIES):
        name = chance.choice(names)
        for _ in range(TRIES):
            drawn = _drawn(cell, backgrounds[name], ink, chance, camouflaged)
            if drawn is not None:
                return Drawn(cell, name, font, text, camouflaged, *drawn)
    return None


def _drawn(
    cell: Cell, background: Picture, ink: Ink, chance: random.Random, camouflaged: bool
) -> tuple[Picture, Ink] | None:
    height, width = ink.shape
    rows, columns = background.shape[:2]
    if height >= rows or width >= columns:
        return None
    top, left = chance.randrange(rows - height), chance.randrange(columns - width)
    place = (slice(top, top + height), slice(left, left + width))
    under = background[place].mean(axis=2)[ink > 0]
    light = cell.polarity == "light"
    tone = np.percentile(under, 95 if light else 5) + cell.contrast * (1 if light else -1)
    if not 0 <= tone <= 255 or camouflaged != bool(under.std() > cell.contrast / 2):
        return None
    picture = background.astype(np.float64)
    picture[place] = picture[place] * (1 - ink[..., None]) + tone * ink[..., None]
    whole = np.zeros((rows, columns))
    whole[place] = ink
    return np.clip(picture.round(), 0, 255).astype(np.uint8), whole
