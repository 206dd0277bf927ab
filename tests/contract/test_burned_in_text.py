"""The pixel search with RapidOCR: cells of the published grid, and a real ultrasound."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.burned_in.backgrounds import backgrounds
from benchmarks.burned_in.grid import Cell, draw_cell
from residency.adapters.rapidocr.detector import RapidOcrDetector
from residency.data.pixels import Picture
from residency.data.raw import Raw
from residency.data.sources.dicom import read
from residency.prepare.pixels import CleanPixels, clean_picture, clean_pixels

CELLS = [
    Cell(12, 30, "light", 0, number=1),
    Cell(12, 30, "dark", 45, number=2),
    Cell(14, 30, "light", 90, number=3),
    Cell(14, 60, "dark", -15, number=4),
    Cell(36, 100, "light", 180, number=5),
]


@pytest.fixture(scope="module")
def pictures() -> dict[str, Picture]:
    return backgrounds()


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_drawn_text_is_covered_or_refused(cell: Cell, pictures: dict[str, Picture]):
    drawn = draw_cell(cell, pictures, camouflaged=False)
    assert drawn is not None
    verdict = clean_picture(drawn.picture, (), RapidOcrDetector())
    if isinstance(verdict, CleanPixels):
        assert verdict.hidden()[drawn.ink > 0.1].all()


@pytest.mark.parametrize("name", ["CT head", "MR shoulder", "flat 110", "noise 20"])
def test_a_picture_without_text_passes_as_it_is(name: str, pictures: dict[str, Picture]):
    verdict = clean_picture(pictures[name], (), RapidOcrDetector())
    assert isinstance(verdict, CleanPixels)
    assert not verdict.touched
    assert np.array_equal(verdict.pixels.frames[0], pictures[name])


@pytest.mark.timeout(300)
def test_the_banner_of_a_real_ultrasound_does_not_pass(shared: Path):
    """Name, id and birth date stand in the top rows, in a file of the public deid-data set."""
    folder = shared / "data/permissive/dicom/deid_data_phi"
    raw = read(folder, "ultrasounds_GREYSCALE_IMAGE.dcm")
    assert isinstance(raw, Raw)
    banner = raw.pixels.frames[:, :30]
    assert np.unique(banner).size > 2
    verdict = clean_pixels(raw.pixels, raw.header, RapidOcrDetector())
    if isinstance(verdict, CleanPixels):  # else it is quarantined, which is as safe
        assert np.unique(verdict.pixels.frames[:, :30]).size <= 2
