"""Telling writing from texture."""

import numpy as np
import pytest

from residency.data.deid.burned_in import Reader, may_be_a_piece
from residency.data.deid.findings import Box
from residency.data.pixels import Pixels, Window


def box(text: str, score: float, side: int = 20) -> Box:
    return Box(0, 0, 5 * side, side, text, score)


@pytest.mark.parametrize(
    ("found", "writing"),
    [
        (box("SMITH", 0.6), True),
        (box("SMITH", 0.5), False),
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
    assert Reader(strictness=0.1).is_writing(box("SMITH", 0.5))


def test_the_rest_of_a_line_is_covered_with_it():
    sure, rest = Box(100, 100, 160, 120, "Gar", 0.9), Box(165, 101, 220, 121, "zz", 0.4)
    after, far = Box(225, 100, 260, 118, "?", 0.1), Box(400, 100, 440, 120, "q", 0.4)
    brain = Box(90, 80, 300, 300, "8", 0.6)
    assert Reader().writing([far, after, rest, sure, brain]) == [sure, rest, after]


def test_no_writing_no_boxes():
    assert Reader().writing([box("zz", 0.4), box("R", 1.0)]) == []


NOTHING = np.zeros((60, 80), dtype=bool)


def noisy(deviation: int) -> Pixels:
    noise = np.random.default_rng(0).normal(128, deviation, (1, 60, 80)).astype(np.float32)
    return Pixels(noise, Window(0, 255), 1)


@pytest.mark.parametrize(("text", "score", "deviation", "piece"), [
    ("Na", 0.99, 80, True), ("Na", 0.99, 5, False), ("Nag", 0.8, 80, True),
    ("N ag", 0.95, 80, False), ("Nagasaki", 0.8, 80, False),
])  # fmt: skip
def test_a_short_reading_amid_strong_edges_may_be_a_piece(
    text: str, score: float, deviation: int, piece: bool
):
    found = Box(30, 20, 50, 35, text, score)
    assert may_be_a_piece(found, noisy(deviation), NOTHING) is piece


def test_lines_that_are_covered_beside_a_short_reading_drown_nothing():
    found, pixels = Box(30, 20, 50, 35, "Na", 0.9), noisy(5)
    pixels.frames[:, 5:18, ::3] = pixels.frames[:, 37:50, ::3] = 250
    assert may_be_a_piece(found, pixels, NOTHING)
    beside = NOTHING.copy()
    beside[5:18] = beside[37:50] = True
    assert not may_be_a_piece(found, pixels, beside)
