"""Rectangles by device: the table of deid, and what an ultrasound says of itself."""

import numpy as np
import pytest
from pydicom.dataset import Dataset

from residency.data.deid.findings import Box
from residency.data.deid.redaction import covers
from residency.data.deid.regions import regions, rules


def header(**values: object) -> Dataset:
    made = Dataset()
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def test_the_table_has_every_rule_of_deid_that_names_rectangles():
    assert len(rules()) == 105
    assert sum(len(rule.blank) for rule in rules()) == 117
    assert all(
        left < right and top < bottom for r in rules() for left, top, right, bottom in r.blank
    )


def test_a_device_with_a_rule_has_its_banner_blanked():
    logiq = header(
        Modality="US", Manufacturer="GE Medical Systems", ManufacturerModelName="LOGIQ9"
    )
    assert regions(logiq, 480, 640) == (Box(0, 0, 640, 30),)


@pytest.mark.parametrize("change", [{"Modality": "MR"}, {"ManufacturerModelName": "X"}])
def test_every_line_of_a_rule_must_hold(change: dict[str, str]):
    values = {"Modality": "US", "Manufacturer": "GE", "ManufacturerModelName": "LOGIQ9"}
    assert regions(header(**values | change), 480, 640) == ()


def test_one_test_of_a_line_is_enough():
    values = {"ManufacturerModelName": "LightSpeed VCT", "Modality": "CT"}
    dose = header(**values, ImageType=["ORIGINAL", "PRIMARY"], SeriesDescription="Dose info")
    saved = header(**values, ImageType=["DERIVED", "SCREEN SAVE"])
    assert regions(dose, 512, 512) == regions(saved, 512, 512) == (Box(0, 0, 512, 121),)


def test_numbers_are_compared_whole():
    values = {"Modality": "US", "Manufacturer": "SIEMENS", "ManufacturerModelName": "S2000"}
    assert regions(header(**values, Rows=768, Columns=1024), 768, 1024) == (Box(0, 0, 1024, 60),)
    assert regions(header(**values, Rows=76, Columns=1024), 76, 1024) == ()


def test_rectangles_end_at_the_picture():
    logiq = header(Modality="US", Manufacturer="GE", ManufacturerModelName="LOGIQ9")
    assert regions(logiq, 20, 100) == (Box(0, 0, 100, 20),)


def ultrasound(*places: tuple[int, int, int, int]) -> Dataset:
    items = []
    for left, top, right, bottom in places:
        items.append(header(RegionLocationMinX0=left, RegionLocationMinY0=top))
        items[-1].RegionLocationMaxX1, items[-1].RegionLocationMaxY1 = right, bottom
    return header(Modality="US", SequenceOfUltrasoundRegions=items)


@pytest.mark.parametrize(
    "places",
    [
        [(10, 20, 90, 70)],
        [(10, 20, 40, 70), (50, 20, 90, 70)],
        [(0, 0, 60, 60), (30, 30, 100, 80)],
        [(0, 0, 100, 80)],
        [(0, 0, 300, 40)],
    ],
)
def test_an_ultrasound_keeps_its_regions_and_nothing_else(places: list[tuple[int, int, int, int]]):
    blanked = covers(regions(ultrasound(*places), 80, 100), 80, 100)
    kept = np.zeros((80, 100), dtype=bool)
    for left, top, right, bottom in places:
        kept[top:bottom, left:right] = True
    assert (blanked == ~kept).all()


def test_damaged_regions_are_no_regions():
    damaged = header(Modality="US", SequenceOfUltrasoundRegions=[header(Rows=3)])
    assert regions(damaged, 80, 100) == ()
