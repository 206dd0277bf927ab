"""Vehicles and their plates."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import vehicles

FOUND = [
    ("VIN 1HGCM82633A004352", "1HGCM82633A004352"),
    ("1HGCM82633A004352", "1HGCM82633A004352"),
    ("license plate 7ABC123", "7ABC123"),
    ("plate: ABC-1234", "ABC-1234"),
    ("registration AB12 CDE", "AB12 CDE"),
    ("KA 01 AB 1234", "KA 01 AB 1234"),
    ("drove a Honda, plate XYZ 987", "XYZ 987"),
]
LEFT = [
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
