"""Vehicles and their plates."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import vehicles

FOUND = [
    ("still drives (F76-JGM); told", "F76-JGM"),
    ("registration GZY S68.", "GZY S68"),
    ("parked car 723 RSB in", "723 RSB"),
    ("his truck, K77 RGT, was", "K77 RGT"),
    ("drives (140 BED)", "140 BED"),
    ("VIN 1HGCM82633A004352", "1HGCM82633A004352"),
    ("1HGCM82633A004352", "1HGCM82633A004352"),
    ("license plate 7ABC123", "7ABC123"),
    ("plate: ABC-1234", "ABC-1234"),
    ("registration AB12 CDE", "AB12 CDE"),
    ("KA 01 AB 1234", "KA 01 AB 1234"),
    ("drove a Honda, plate XYZ 987", "XYZ 987"),
]
LEFT = [
    "2-car RTC, APPROX. 40 MPH. VEHICLE",
    "BNP 2172 pg/mL",
    "superior plate of S1 and the line",
    "drives 20 MILES",
    "PAIN 724",
    "in LNU 2010",
    "growth plate fracture",
    "dental plate",
    "plate fixation of the ulna",
    "vehicle accident in 2019",
    "car accident",
    "regular 28-day intervals",
]


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert covered(vehicles.find(text), text, part)


@pytest.mark.parametrize("text", LEFT)
def test_plain_text_stays(text: str) -> None:
    assert [text[span.start : span.end] for span in vehicles.find(text)] == []
