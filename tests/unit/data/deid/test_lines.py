"""How far a line of writing may reach, at any angle."""

import math

import numpy as np
import pytest

from residency.data.deid.findings import Box
from residency.data.deid.lines import Mask, Strip, hide, prolonged, strips

FLAT = np.zeros((1, 100, 200), np.float32)


def tissue(*columns: slice) -> np.ndarray:
    """A flat picture with texture in some columns."""
    made = FLAT.copy()
    for place in columns:
        made[..., place] = np.random.default_rng(0).normal(0, 60, made[..., place].shape)
    return made


def hidden(strip: Strip) -> Mask:
    found = np.zeros(FLAT.shape[1:], dtype=bool)
    hide(strip, found)
    return found


def line(box: Box) -> Strip:
    (found,) = strips(box)
    return found


def test_a_strip_holds_its_box_and_a_margin():
    covered = hidden(line(Box(60, 42, 100, 56)))
    assert covered[40:58, 58:102].all()
    assert covered.sum() < 2.2 * 40 * 14


def test_a_turned_strip_follows_its_corners():
    corners = ((60.0, 60.0), (90.0, 30.0), (97.0, 37.0), (67.0, 67.0))
    strip = line(Box(60, 30, 97, 67, corners=corners))
    assert strip.along == pytest.approx((math.sqrt(0.5), -math.sqrt(0.5)))
    covered = hidden(strip)
    assert covered[60, 62]
    assert covered[48, 79]
    assert not covered[35, 65]


def test_a_line_runs_as_it_was_read():
    assert line(Box(60, 40, 72, 50, score=0.95)).along == (1, 0)
    assert line(Box(60, 40, 70, 52, score=0.95)).along == (1, 0)
    assert line(Box(60, 40, 70, 60, score=0.95)).along == (0, 1)


def test_a_doubtful_reading_that_is_nearly_square_may_run_either_way():
    flat, upright = strips(Box(60, 40, 72, 50, score=0.8))
    assert (flat.along, upright.along) == ((1, 0), (0, 1))


def test_a_line_ends_where_the_picture_is_flat():
    strip = line(Box(60, 42, 100, 56))
    assert prolonged(strip, FLAT) == strip


def test_a_line_goes_on_over_what_may_drown_it():
    strip = line(Box(60, 42, 100, 56))
    longer = prolonged(strip, tissue(slice(104, 140)))
    covered = hidden(longer)
    assert covered[45:53, 58:139].all()
    assert not covered[:, 150:].any()
    assert longer.start == strip.start


def test_a_gap_between_words_does_not_end_it():
    covered = hidden(
        prolonged(line(Box(60, 42, 100, 56)), tissue(slice(108, 120), slice(132, 150)))
    )
    assert covered[45:53, 58:149].all()


def test_what_is_unlike_the_ink_drowns_nothing():
    """Light strokes would be as plain over grey texture as they are here; dark ones would not."""
    texture = np.clip(tissue(slice(104, 140)), -40, 40)
    light, dark = texture.copy(), texture.copy()
    light[0, 44:54, 62:98:5], dark[0, 44:54, 62:98:5] = 200, -60
    strip = line(Box(60, 42, 100, 56))
    assert prolonged(strip, light) == strip
    assert prolonged(strip, dark).end > strip.end + 30


def test_a_line_outside_of_the_picture_is_left_alone():
    strip = line(Box(210, 110, 250, 124))
    assert prolonged(strip, FLAT).end >= strip.end
    assert not hidden(strip).any()


def test_it_ends_at_the_margin_at_last():
    covered = hidden(prolonged(line(Box(60, 42, 100, 56)), tissue(slice(0, 200))))
    assert covered[45:53].all()
    assert not covered[:10].any()


def test_faint_strokes_and_one_frame_are_enough_to_go_on():
    stroke = np.concatenate([FLAT, FLAT])
    stroke[1, 46:52, 110:112] = 15  # contrast 30, one pixel wide, smoothed
    assert hidden(prolonged(line(Box(60, 42, 100, 56)), stroke))[49, 111]


def test_the_direction_of_a_short_reading_is_trusted_less():
    texture = tissue(slice(0, 200))
    short, long = (
        prolonged(line(Box(90 - half, 42, 90 + half, 56)), texture) for half in (12, 60)
    )
    assert hidden(short)[:, 199].sum() > hidden(long)[:, 199].sum()
