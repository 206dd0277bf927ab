"""What belongs to a part of a name by form."""

import pytest

from residency.data.deid.findings import Span
from residency.data.deid.learned.widened import widened
from residency.data.deid.safe_harbor import SafeHarbor


def _widened(text: str, part: str, kind: SafeHarbor) -> str:
    start = text.index(part)
    span = widened(text, Span(start, start + len(part), kind))
    return text[span.start : span.end]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Seen by J. R. Okafor today", "J. R. Okafor"),
        ("Seen by JR Okafor today", "JR Okafor"),
        ("Seen by van der Okafor today", "van der Okafor"),
        ("seen by Okafor", "Okafor"),
        ("given a Okafor", "Okafor"),
    ],
)
def test_initials_and_particles_belong_to_a_name(text: str, whole: str) -> None:
    assert _widened(text, "Okafor", SafeHarbor.NAME) == whole


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("at Blackmere Diagnostic Imaging.", "Blackmere", "Blackmere Diagnostic Imaging"),
        ("from Corner Drug of Velmont, WI", "Velmont", "Corner Drug of Velmont"),
        ("a history of Velmont pain", "Velmont", "Velmont"),
        ("from Velmont with pain", "Velmont", "Velmont"),
    ],
)
def test_the_house_belongs_to_a_place(text: str, part: str, whole: str) -> None:
    assert _widened(text, part, SafeHarbor.GEOGRAPHY) == whole


def test_other_kinds_stay_as_they_are() -> None:
    assert _widened("J. 4471", "4471", SafeHarbor.MRN) == "4471"
