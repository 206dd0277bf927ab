"""The grid of drawn text: what it holds, and that contrast is what it says."""

import numpy as np

from benchmarks.burned_in.grid import (
    CONTRASTS,
    POLARITIES,
    ROTATIONS,
    SIZES,
    Cell,
    cells,
    draw_cell,
)
from benchmarks.burned_in.text_free import LIST

NOISE = np.random.default_rng(0).normal(110, 12, (384, 384, 1)).clip(0, 255)
BACKGROUNDS = {
    "flat": np.full((384, 384, 3), 110, np.uint8),
    "noise": np.repeat(NOISE.astype(np.uint8), 3, axis=2),
}


def test_the_grid_is_whole():
    every = list(cells(1))
    assert len(every) == len(SIZES) * len(CONTRASTS) * len(POLARITIES) * len(ROTATIONS) == 600
    assert len({cell.number for cell in every}) == 600


def test_a_cell_is_drawn_alike_each_time():
    cell = Cell(14, 30, "dark", 30, number=7)
    one, other = (draw_cell(cell, BACKGROUNDS, camouflaged=False) for _ in range(2))
    assert one is not None
    assert other is not None
    assert np.array_equal(one.picture, other.picture)


def test_ink_differs_by_the_contrast():
    for polarity, sign in (("light", 1), ("dark", -1)):
        cell = Cell(36, 60, polarity, 0, number=3)
        drawn = draw_cell(cell, {"flat": BACKGROUNDS["flat"]}, camouflaged=False)
        assert drawn is not None
        assert (drawn.picture[drawn.ink == 1].astype(int) == 110 + sign * 60).all()
        assert (drawn.picture[drawn.ink == 0] == 110).all()


def test_what_the_background_drowns_is_counted_apart():
    cell = Cell(24, 30, "light", 0, number=5)
    only = {
        "noise": np.clip(BACKGROUNDS["noise"].astype(float) * 2 - 110, 0, 255).astype(np.uint8)
    }
    assert draw_cell(cell, only, camouflaged=False) is None
    assert draw_cell(cell, only, camouflaged=True) is not None


def test_the_list_of_images_names_each_once():
    lines = [line for line in LIST.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert len(lines) == len(set(lines)) > 200
    assert {line.split(" ")[0] for line in lines} == {"pydicom", "shared"}
