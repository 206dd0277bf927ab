"""Covering writing, and the line that it lies on."""

import numpy as np

from residency.data.deid.findings import Box
from residency.data.deid.redaction import Cover, covers, redacted, with_margin
from residency.data.pixels import Pixels, Window


def test_margins_follow_the_size_of_the_writing():
    assert with_margin(Box(50, 50, 100, 70)) == Box(44, 44, 106, 76)
    assert with_margin(Box(50, 50, 100, 55)) == Box(47, 47, 103, 58)


def test_every_frame_is_covered_with_its_own_surroundings():
    frames = np.stack([np.full((40, 60), 100.0), np.full((40, 60), -500.0)]).astype(np.float32)
    frames[:, 10:20, 10:50] = 3000
    clean = redacted(
        Pixels(frames, Window(0, 255), 2), [Cover(Box(10, 10, 30, 20)), Cover(Box(28, 10, 50, 20))]
    )
    assert (clean.frames[0] == 100).all()
    assert (clean.frames[1] == -500).all()
    assert frames.max() == 3000  # the original is left alone


def test_colour_is_covered_with_colour():
    frames = np.full((1, 30, 30, 3), (10, 20, 30), np.uint8)
    frames[0, 10:20, 10:20] = 255
    clean = redacted(Pixels(frames, Window(0, 255), 1, colour=True), [Cover(Box(10, 10, 20, 20))])
    assert (clean.frames == (10, 20, 30)).all()
    assert clean.frames.dtype == np.uint8


def test_a_picture_that_is_all_writing_keeps_none_of_it():
    frames = np.arange(100, dtype=np.float32).reshape(1, 10, 10)
    clean = redacted(Pixels(frames, Window(0, 255), 1), [Cover(Box(-5, -5, 50, 50))])
    assert np.unique(clean.frames).size == 1


def test_covered_pixels_lie_in_the_picture():
    assert covers([Box(-5, -5, 3, 2), Box(50, 50, 60, 60)], 10, 10).sum() == 6
