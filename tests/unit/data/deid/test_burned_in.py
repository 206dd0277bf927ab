"""Telling writing from texture, and covering it."""

import numpy as np
import pytest

from residency.data.deid.burned_in import (
    Reader,
    covers,
    may_be_a_piece,
    redacted,
    with_margin,
)
from residency.data.deid.findings import Box
from residency.data.pixels import Pixels, Window


def box(text: str, score: float, side: int = 20) -> Box:
    return Box(0, 0, 5 * side, side, text, score)


@pytest.mark.parametrize(
    ("found", "writing"),
    [
        (box("SMITH", 0.75), True),
        (box("SMITH", 0.65), False),
        (box("Li", 0.85), True),
        (box("NY", 0.75), False),  # bones and vessels
        (box("R", 1.0), False),  # a side names nobody
        (box(" L ", 1.0), False),
        (box("", 0.0), False),
        (box("000", 0.99), False),  # cells
        (box("08.08.1960", 0.99), True),
        (box("SMITH", 0.99, side=4), False),
        (box("63", 0.99, side=200), False),  # a whole brain
        (box("SMITHSON", 0.99, side=200), True),
    ],
)
def test_writing_is_what_is_read_with_certainty(found: Box, writing: bool):
    assert Reader().is_writing(found) is writing


def test_a_value_of_the_study_is_found_however_unsure():
    assert Reader(("Smith",)).is_writing(box("SM ITH", 0.35))
    assert not Reader(("Jones",)).is_writing(box("SM ITH", 0.35))
    assert not Reader(("", " ", "Sm")).is_writing(box("SM ITH", 0.35))  # found everywhere


def test_a_strict_reader_takes_less():
    assert Reader(strictness=0.1).is_writing(box("SMITH", 0.65))


def test_the_rest_of_a_line_is_covered_with_it():
    sure, rest = Box(100, 100, 160, 120, "Gar", 0.9), Box(165, 101, 220, 121, "zz", 0.4)
    after, far = Box(225, 100, 260, 118, "?", 0.1), Box(400, 100, 440, 120, "q", 0.4)
    brain = Box(90, 80, 300, 300, "8", 0.6)
    assert Reader().writing([far, after, rest, sure, brain]) == [sure, rest, after]


def test_no_writing_no_boxes():
    assert Reader().writing([box("zz", 0.4), box("R", 1.0)]) == []


def test_margins_follow_the_size_of_the_writing():
    assert with_margin(Box(50, 50, 100, 70)) == Box(44, 44, 106, 76)
    assert with_margin(Box(50, 50, 100, 55)) == Box(47, 47, 103, 58)


def test_every_frame_is_covered_with_its_own_surroundings():
    frames = np.stack([np.full((40, 60), 100.0), np.full((40, 60), -500.0)]).astype(np.float32)
    frames[:, 10:20, 10:50] = 3000
    clean = redacted(Pixels(frames, Window(0, 255), 2), [Box(10, 10, 30, 20), Box(28, 10, 50, 20)])
    assert (clean.frames[0] == 100).all()
    assert (clean.frames[1] == -500).all()
    assert frames.max() == 3000  # the original is left alone


def test_colour_is_covered_with_colour():
    frames = np.full((1, 30, 30, 3), (10, 20, 30), np.uint8)
    frames[0, 10:20, 10:20] = 255
    clean = redacted(Pixels(frames, Window(0, 255), 1, colour=True), [Box(10, 10, 20, 20)])
    assert (clean.frames == (10, 20, 30)).all()
    assert clean.frames.dtype == np.uint8


def test_a_picture_that_is_all_writing_keeps_none_of_it():
    frames = np.arange(100, dtype=np.float32).reshape(1, 10, 10)
    clean = redacted(Pixels(frames, Window(0, 255), 1), [Box(-5, -5, 50, 50)])
    assert np.unique(clean.frames).size == 1


def test_covered_pixels_lie_in_the_picture():
    assert covers([Box(-5, -5, 3, 2), Box(50, 50, 60, 60)], 10, 10).sum() == 6


@pytest.mark.parametrize(("text", "deviation", "piece"), [
    ("Na", 80, True), ("Na", 5, False), ("Nagasaki", 80, False),
])  # fmt: skip
def test_a_short_reading_amid_strong_edges_may_be_a_piece(text: str, deviation: int, piece: bool):
    noise = np.random.default_rng(0).normal(128, deviation, (1, 60, 80)).astype(np.float32)
    pixels = Pixels(noise, Window(0, 255), 1)
    assert may_be_a_piece(Box(30, 20, 50, 35, text, 0.9), pixels) is piece
