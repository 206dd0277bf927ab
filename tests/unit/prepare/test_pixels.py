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
    REMAINS,
    TOO_MUCH,
    CleanPixels,
    Unclean,
    clean_picture,
    clean_pixels,
)

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
    assert {box.text for box in verdict.found} == {""}


def test_writing_that_stays_is_refused():
    assert clean_picture(picture(), (), Says("SMITH", 0.9)) == Unclean(REMAINS)


def test_a_page_of_writing_is_refused():
    page = picture((slice(0, 80), slice(0, 60)))
    assert clean_picture(page, (), MarkerDetector()) == Unclean(TOO_MUCH)


def test_every_frame_is_searched():
    counts = Counts()
    clean_pixels(grey(frames=3), None, counts)
    assert len(counts.shown) == 3 * 4


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
    verdict = clean_pixels(grey(), header(**values), Says("JONES", 0.62))
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
