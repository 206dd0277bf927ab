"""What a detector is shown of a frame."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from residency.data.deid.findings import Box
from residency.data.deid.renditions import (
    LINE,
    TILE,
    Rendition,
    closer,
    even_contrast,
    levels,
    renditions,
)
from residency.data.pixels import Pixels, Window

Show = Callable[[Pixels, int], Iterator[Rendition]]


def grey(values: np.ndarray, low: float = 0.0, high: float = 255.0) -> Pixels:
    return Pixels(values.astype(np.float32)[None], Window(low, high), 1)


def test_a_box_finds_its_way_back():
    rendition = Rendition(np.zeros((8, 8, 3), np.uint8), scale=2, left=100, top=40)
    assert rendition.back(Box(3, 5, 8, 9, "x", 0.5)) == Box(51, 22, 54, 25, "x", 0.5)


def test_a_box_of_a_turned_picture_finds_its_way_back():
    """Turned anticlockwise: what was at the right is at the top."""
    plain = np.zeros((40, 60, 3), np.uint8)
    plain[10:14, 50:58] = 9
    turned = Rendition(np.rot90(plain), turned=60)
    rows, columns = np.nonzero(turned.picture[..., 0])
    box = Box(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    corners = ((float(box.left), float(box.top)),)
    assert turned.back(replace(box, corners=corners)) == Box(
        50, 10, 58, 14, corners=((58.0, 10.0),)
    )


def test_corners_find_their_way_back():
    rendition = Rendition(np.zeros((8, 8, 3), np.uint8), scale=2, left=100, top=40)
    assert rendition.back(Box(3, 5, 8, 9, corners=((3.0, 5.0),))).corners == ((51.5, 22.5),)


@pytest.mark.parametrize("show", [renditions, closer])
def test_every_pixel_is_shown_at_both_sizes_upright_and_turned(show: Show):
    shown = [r.picture.shape for r in show(grey(np.zeros((60, 80))), 0)]
    assert shown[0] == (60, 80, 3)
    assert {(120, 160, 3), (160, 120, 3)} == set(shown[1:])


def test_the_closer_look_is_another_one():
    noise = np.random.default_rng(0).normal(100, 30, (60, 80))
    first, second = ([r.picture.tobytes() for r in show(grey(noise), 0)]
                     for show in (renditions, closer))  # fmt: skip
    assert not set(first) & set(second)


def test_levels_are_255ths_of_the_window_of_every_frame_and_channel():
    wide = grey(np.full((9, 9), 1200.0), 0, 1020)
    assert levels(wide) == pytest.approx(np.full((1, 9, 9), 300.0))
    coloured = np.zeros((2, 9, 9, 3), np.uint8)
    coloured[1, ..., 2] = 80
    found = levels(Pixels(coloured, Window(0, 255), 2, colour=True))
    assert found.max(axis=(1, 2)) == pytest.approx([0, 0, 0, 0, 0, 80])


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
    evened = even_contrast(values, 255.0, LINE).astype(int)
    assert evened[32, 30, 0] - evened[10, 30, 0] > 60


def test_flat_noise_is_not_blown_up():
    values = np.full((64, 64), 100.0, np.float32)
    values[::2, ::2] += 2
    evened = even_contrast(values, 255.0, LINE).astype(int)
    assert evened.max() - evened.min() < 40


def test_what_the_window_hides_is_shown():
    values = np.full((64, 64), 1000.0)
    values[30:34, 10:50] = 1200
    shown = [r.picture for r in renditions(grey(values, 0, 255), 0)]
    assert [len(np.unique(picture)) > 1 for picture in shown] == [False] * 3 + [True] * 2


@pytest.mark.parametrize("shape", [(1, 1), (3, 40), (25, 5)])
def test_small_frames_are_shown_too(shape: tuple[int, int]):
    assert len(list(renditions(grey(np.ones(shape)), 0))) == 5
