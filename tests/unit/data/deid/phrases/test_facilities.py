"""Facilities are named whole."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import facilities

FOUND = [
    ("from Cornerstone Pain Clinic with", "Cornerstone Pain Clinic"),
    ("at Sunrise Pediatrics", "Sunrise Pediatrics"),
    ("at Lakeshore Heart and Vascular", "Lakeshore Heart and Vascular"),
    ("GA at Midland Hospital Cavan: grade", "Midland Hospital Cavan"),
    ("at St. Mary's Hospital", "St. Mary's Hospital"),
    ("Mercy Regional Medical Center", "Mercy Regional Medical Center"),
    ("seen at Tulsa General Hospital", "Tulsa General Hospital"),
    ("ROYAL INFIRMARY OF EDINBURGH", "ROYAL INFIRMARY OF EDINBURGH"),
    ("University of Iowa Hospitals", "University of Iowa Hospitals"),
    ("mayo clinic", "mayo clinic"),
    ("Hillcrest Manor", "Hillcrest Manor"),
    ("Leeds Teaching Hospitals NHS Trust", "Leeds Teaching Hospitals NHS Trust"),
    ("okafor memorial hospital", "okafor memorial hospital"),
]
LEFT = [
    "the hospital course",
    "an outside hospital",
    "pain clinic",
    "hospital day 2",
    "nursing home resident",
    "in the clinic",
    "primary care",
    "emergency surgery",
]


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert covered(facilities.find(text), text, part)


@pytest.mark.parametrize("text", LEFT)
def test_plain_text_stays(text: str) -> None:
    assert [text[span.start : span.end] for span in facilities.find(text)] == []


@pytest.mark.parametrize("study", ["MRCP", "Doppler"])
def test_what_is_done_at_a_facility_is_no_part_of_its_name(study: str) -> None:
    text = f"please arrange {study} at Royal Exton Hospital"
    (found,) = facilities.find(text)
    assert text[found.start : found.end] == "Royal Exton Hospital"
