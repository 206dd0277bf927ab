"""Regions, search, redaction, and a search again, with the shipped fake and scripted finders."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from pydicom.dataset import Dataset

from residency.adapters.local.text_detector import MarkerDetector
from residency.data.deid.findings import Box
from residency.data.pixels import Picture, Pixels, Window
from residency.prepare.pixels import (
    NOT_FOUND,
    PIECE,
    REMAINS,
    TOO_LARGE,
    TOO_MUCH,
    CleanPixels,
    SearchPolicy,
    Unclean,
    clean_picture,
    clean_pixels,
)
from residency.spec.dataset import PixelPolicy

MARKER = (255, 0, 255)


def picture(*blocks: tuple[slice, slice]) -> Picture:
    made = np.full((80, 120, 3), (40, 50, 60), np.uint8)
    for block in blocks:
        made[block] = MARKER
    return made


WRITING = (slice(10, 26), slice(20, 70))


@dataclass(frozen=True)
class Says:
    """Finds one box with a text and a score in every picture that it is shown."""

    text: str
    score: float
    name: str = "says"

    def find(self, picture: Picture) -> Sequence[Box]:
        return [Box(4, 4, 40, 16, self.text, self.score)]


@dataclass(frozen=True)
class Counts:
    """Finds nothing, and counts what it is shown."""

    shown: list[tuple[int, ...]] = field(default_factory=list)
    name: str = "counts"

    def find(self, picture: Picture) -> Sequence[Box]:
        self.shown.append(picture.shape)
        return []


def header(**values: str) -> Dataset:
    made = Dataset()
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def grey(frames: int = 1) -> Pixels:
    return Pixels(np.zeros((frames, 40, 60), np.float32), Window(0, 255), frames)


def test_a_picture_without_writing_is_untouched():
    plain = picture()
    verdict = clean_picture(plain, (), MarkerDetector())
    assert isinstance(verdict, CleanPixels)
    assert not verdict.touched
    assert (verdict.pixels.frames[0] == plain).all()


def test_writing_is_covered_and_named_nowhere():
    verdict = clean_picture(picture(WRITING), (), MarkerDetector())
    assert isinstance(verdict, CleanPixels)
    assert verdict.touched
    assert (verdict.pixels.frames == (40, 50, 60)).all()
    assert {cover.box.text for cover in verdict.found} == {""}


def test_writing_that_stays_is_refused():
    assert clean_picture(picture(), (), Says("SMITH", 0.9)) == Unclean(REMAINS)


def test_a_page_of_writing_is_refused():
    page = picture((slice(0, 80), slice(0, 60)))
    assert clean_picture(page, (), MarkerDetector()) == Unclean(TOO_MUCH)


def test_every_frame_is_searched():
    counts = Counts()
    clean_pixels(grey(frames=3), None, counts)
    assert len(counts.shown) == 3 * 5


@dataclass(frozen=True)
class HalfBlind:
    """Reads the strokes of line_into_white in its first 60 columns, and nothing more of them."""

    name: str = "half blind"

    def find(self, picture: Picture) -> Sequence[Box]:
        rows, columns = np.nonzero((picture[:, :60] == 250).all(axis=2))
        if picture.shape != (80, 240, 3) or len(rows) == 0:
            return []
        ends = int(columns.max()) + 1, int(rows.max()) + 1
        return [Box(int(columns.min()), int(rows.min()), *ends, "SMITH 12", 0.99)]


def line_into_white() -> Picture:
    """Light strokes that begin on dark ground and go on over tissue nearly as light."""
    made = np.full((80, 240, 3), 40, np.uint8)
    made[:, 100:170] = 200
    made[30:42, 10:160:6] = made[30:42, 11:160:6] = 250
    return made


def test_the_rest_of_a_line_is_covered_where_the_picture_drowns_it():
    drawn = line_into_white()
    verdict = clean_picture(drawn, (), HalfBlind())
    assert isinstance(verdict, CleanPixels)
    assert (verdict.pixels.frames < 250).all()
    assert np.array_equal(verdict.pixels.frames[0, :15], drawn[:15])
    assert np.array_equal(verdict.pixels.frames[0, :, 210:], drawn[:, 210:])


def test_a_page_is_refused_by_its_writing_and_a_picture_that_is_nearly_hidden_by_what_is_left():
    page, drawn = picture((slice(0, 80), slice(0, 60))), line_into_white()
    written, hidden = SearchPolicy(most_hidden=1.0), SearchPolicy(most_hidden=0.2)
    assert clean_picture(page, (), MarkerDetector(), written) == Unclean(TOO_MUCH)
    assert clean_picture(drawn, (), HalfBlind(), hidden) == Unclean(TOO_MUCH)


@dataclass(frozen=True)
class Once:
    """Reads a text at one place of the picture as it is, and nothing when that is covered."""

    text: str
    name: str = "once"

    def find(self, picture: Picture) -> Sequence[Box]:
        place = picture[20:35, 30:50]
        if picture.shape != (60, 80, 3) or np.unique(place).size < 5:
            return []
        return [Box(30, 20, 50, 35, self.text, 0.95)]


@pytest.mark.parametrize(("text", "refused"), [("Na", True), ("Nagasaki", False)])
def test_a_short_reading_amid_strong_edges_is_refused(text: str, refused: bool):
    noise = np.random.default_rng(0).integers(0, 256, (60, 80, 1), dtype=np.uint8)
    limits = SearchPolicy(most_written=1.0, most_hidden=1.0)
    verdict = clean_picture(noise.repeat(3, axis=2), (), Once(text), limits)
    assert (verdict == Unclean(PIECE)) is refused


def test_what_is_left_of_a_picture_with_writing_is_looked_at_in_other_renditions():
    """The inverse of green is the marker: it is seen in the closer look alone."""
    tall = np.vstack([picture(), picture(), picture()])
    tall[180:190, 20:50] = (0, 255, 0)
    both, alone = tall.copy(), tall
    both[WRITING] = MARKER
    verdict = clean_picture(both, (), MarkerDetector())
    assert isinstance(verdict, CleanPixels)
    assert (verdict.pixels.frames == (40, 50, 60)).all()
    unseen = clean_picture(alone, (), MarkerDetector())
    assert isinstance(unseen, CleanPixels)
    assert not unseen.touched


def test_no_more_pixels_are_searched_than_the_limit():
    counts = Counts()
    limit = SearchPolicy(most_pixels=2 * 40 * 60)
    assert clean_pixels(grey(frames=3), None, counts, limit) == Unclean(TOO_LARGE)
    assert counts.shown == []
    assert isinstance(clean_pixels(grey(frames=2), None, counts, limit), CleanPixels)
    assert SearchPolicy().most_pixels == PixelPolicy().most_pixels


def test_writing_on_one_frame_is_covered_on_all():
    frames = np.stack([picture(), picture(WRITING)])
    verdict = clean_pixels(Pixels(frames, Window(0, 255), 2, colour=True), None, MarkerDetector())
    assert isinstance(verdict, CleanPixels)
    assert (verdict.pixels.frames == (40, 50, 60)).all()


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"Modality": "CT"}, False),
        ({"Modality": "US"}, True),
        ({"Modality": "OT"}, True),
        ({"Modality": "CT", "BurnedInAnnotation": "YES"}, True),
        ({"Modality": "CT", "BurnedInAnnotation": "NO"}, False),
        ({"Modality": "CT", "PatientName": "Jones^Ann"}, True),
    ],
)
def test_what_is_likely_to_hold_text_is_searched_strictly(values: dict[str, str], found: bool):
    verdict = clean_pixels(grey(), header(**values), Says("JONES", 0.5))
    assert isinstance(verdict, Unclean) is found


def test_a_file_that_says_it_holds_text_is_not_clean_without_any():
    assert clean_pixels(grey(), header(BurnedInAnnotation="YES"), Counts()) == Unclean(NOT_FOUND)
    assert isinstance(clean_pixels(grey(), header(BurnedInAnnotation="NO"), Counts()), CleanPixels)


def test_the_rules_of_the_device_come_first():
    values = {"Modality": "US", "Manufacturer": "GE", "ManufacturerModelName": "LOGIQ9"}
    pixels = grey()
    pixels.frames[:, 5, 5] = 200
    verdict = clean_pixels(pixels, header(**values), Counts())
    assert isinstance(verdict, CleanPixels)
    assert verdict.by_rule == (Box(0, 0, 60, 30),)
    assert verdict.pixels.frames.max() == 0


def test_a_value_of_the_study_is_writing_however_faintly_read():
    assert isinstance(clean_picture(picture(), ("Jones",), Says("jones", 0.4)), Unclean)
    assert isinstance(clean_picture(picture(), ("Smith",), Says("jones", 0.4)), CleanPixels)
