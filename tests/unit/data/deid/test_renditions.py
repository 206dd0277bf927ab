"""What a detector is shown of a frame."""

import numpy as np
import pytest

from residency.data.deid.findings import Box
from residency.data.deid.renditions import TILE, Rendition, even_contrast, renditions
from residency.data.pixels import Pixels, Window


def grey(values: np.ndarray, low: float = 0.0, high: float = 255.0) -> Pixels:
    return Pixels(values.astype(np.float32)[None], Window(low, high), 1)


def test_a_box_finds_its_way_back():
    rendition = Rendition(np.zeros((8, 8, 3), np.uint8), scale=2, left=100, top=40)
    assert rendition.back(Box(3, 5, 8, 9, "x", 0.5)) == Box(51, 22, 54, 25, "x", 0.5)


def test_every_pixel_is_shown_at_both_sizes():
    shown = list(renditions(grey(np.zeros((60, 80))), 0))
    assert [r.picture.shape for r in shown] == [(60, 80, 3)] + [(120, 160, 3)] * 3


def test_a_large_frame_is_shown_in_overlapping_tiles():
    seen = np.zeros((900, 2000), dtype=int)
    for rendition in renditions(grey(np.zeros(seen.shape)), 0):
        assert max(rendition.picture.shape) <= TILE
        if rendition.scale == 2:
            height, width = rendition.picture.shape[:2]
            place = rendition.back(Box(0, 0, width, height))
            seen[place.top : place.bottom, place.left : place.right] += 1
    assert seen.min() >= 3


def test_faint_strokes_become_strong():
    values = np.full((64, 64), 100.0, np.float32)
    values[30:34, 10:50] += 30
    evened = even_contrast(values, 255.0).astype(int)
    assert evened[32, 30, 0] - evened[10, 30, 0] > 60


def test_flat_noise_is_not_blown_up():
    values = np.full((64, 64), 100.0, np.float32)
    values[::2, ::2] += 2
    evened = even_contrast(values, 255.0).astype(int)
    assert evened.max() - evened.min() < 40


def test_what_the_window_hides_is_shown():
    values = np.full((64, 64), 1000.0)
    values[30:34, 10:50] = 1200
    shown = [r.picture for r in renditions(grey(values, 0, 255), 0)]
    assert [len(np.unique(picture)) > 1 for picture in shown] == [False, False, True, True]


@pytest.mark.parametrize("shape", [(1, 1), (3, 40), (25, 5)])
def test_small_frames_are_shown_too(shape: tuple[int, int]):
    assert len(list(renditions(grey(np.ones(shape)), 0))) == 4
