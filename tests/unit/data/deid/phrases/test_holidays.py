"""Feasts and holidays; days that are none."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import holidays


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("fell at Christmas 2023", "Christmas 2023"),
        ("since Diwali", "Diwali"),
        ("on New Year's Eve", "New Year's Eve"),
        ("away for Tax Day; call me", "Tax Day"),
        ("before St. David's Day", "St. David's Day"),
        ("AWAY FOR SHOW DAY; CALL", "SHOW DAY"),
        ("away for shrove tuesday; call", "shrove tuesday"),
        ("move to before the Melbourne Cup.", "Melbourne Cup"),
    ],
)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert covered(holidays.find(text), text, part)


@pytest.mark.parametrize(
    "text",
    [
        "Christmas tree bronchus",
        "Christmas disease",
        "Seen on Admission Day 3",
        "on the same day.",
        "ON THE DAY.",
        "BY NEXT DAY.",
        "Every Day",
        "Hospital Day: 4",
        "twice a day",
    ],
)
def test_it_is_none(text: str) -> None:
    assert not list(holidays.find(text))
