"""The port TextDetector, on the shipped fake and on RapidOCR."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.reduction import ForkingPickler

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from residency.adapters.local.text_detector import MarkerDetector
from residency.adapters.rapidocr.detector import RapidOcrDetector
from residency.data.pixels import Picture
from residency.ports import TextDetector


def marked(degrees: int) -> Picture:
    picture = np.full((120, 200, 3), 30, np.uint8)
    picture[40:60, 50:140] = (255, 0, 255)
    return np.ascontiguousarray(np.rot90(picture, degrees // 90))


def written(degrees: int) -> Picture:
    page = Image.new("RGB", (200, 120), (30, 30, 30))
    font = ImageFont.load_default(size=18)
    ImageDraw.Draw(page).text((50, 40), "SMITH 1957", font=font, fill=(220, 220, 220))
    return np.ascontiguousarray(np.rot90(np.asarray(page), degrees // 90))


@dataclass(frozen=True)
class Case:
    detector: TextDetector
    text: Callable[[int], Picture]


CASES = {
    "marker": Case(MarkerDetector(), marked),
    "rapidocr": Case(RapidOcrDetector(), written),
}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_text_is_found_where_it_is(case: Case, degrees: int):
    picture = case.text(degrees)
    there = (picture != 30).any(axis=2)
    found = np.zeros(there.shape, dtype=bool)
    boxes = case.detector.find(picture)
    for box in boxes:
        found[max(box.top, 0) : box.bottom, max(box.left, 0) : box.right] = True
    assert found[there].all()
    assert found.mean() < 0.5
    assert max(boxes, key=lambda box: box.score).score > 0.8
    assert all(0 <= box.score <= 1 and box.left < box.right for box in boxes)


def test_where_there_is_none_none_is_found(case: Case):
    assert list(case.detector.find(np.full((64, 64, 3), 30, np.uint8))) == []


@pytest.mark.parametrize("shape", [(1, 1, 3), (5, 300, 3), (33, 2, 3)])
def test_any_size_is_looked_at(case: Case, shape: tuple[int, int, int]):
    assert list(case.detector.find(np.zeros(shape, np.uint8))) == []


def test_it_travels_to_another_process(case: Case):
    copy = ForkingPickler.loads(ForkingPickler.dumps(case.detector))
    assert copy == case.detector
    assert copy.find(case.text(0)) == case.detector.find(case.text(0))
    assert copy.name == case.detector.name


def test_it_answers_alike_each_time_and_in_silence(
    case: Case, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    with caplog.at_level(logging.WARNING):
        assert case.detector.find(case.text(0)) == case.detector.find(case.text(0))
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def test_what_rapidocr_reads_is_the_text():
    read = {box.text.replace(" ", "") for box in RapidOcrDetector().find(written(180))}
    assert read == {"SMITH1957"}
