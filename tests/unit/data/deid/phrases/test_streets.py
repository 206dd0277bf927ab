"""Streets and post boxes."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import streets
from residency.data.deid.phrases.views import views

FOUND = [
    ("R/o Qtr No. V-79, Ranchi", "V-79"),
    ("at 142 Sector 14 4th Cross, Ranchi", "142 Sector 14 4th Cross"),
    ("at 12 82nd St. E., Dover", "12 82nd St"),
    ("key safe at 8 Ashby House, 273 Castle Rise", "8 Ashby House"),
    ("Unit 36-90 Dufferin Ave, Bathurst", "Unit 36-90 Dufferin Ave"),
    ("lives at 12 Oak Street, Apt 4B", "12 Oak Street, Apt 4B"),
    ("1600 Pennsylvania Ave NW", "1600 Pennsylvania Ave NW"),
    ("P.O. Box 771", "P.O. Box 771"),
    ("home: 14 Quail Hollow Ct, Unit 3", "14 Quail Hollow Ct, Unit 3"),
    ("RURAL ROUTE 2, BOX 41", "RURAL ROUTE 2, BOX 41"),
]
LEFT = [
    "on 8613 if MEWS > 4",
    "bp 115 over 103, eomi.\n\ndr reads",
    "5 mm",
    "ST elevation",
    "pulmonary artery",
    "from the left ventricle",
]


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert any(
        covered(streets.find(view.text), view.text, part.replace("\n", " "))
        for view in views(text)
        if part.replace("\n", " ") in view.text
    )


@pytest.mark.parametrize("text", LEFT)
def test_plain_text_stays(text: str) -> None:
    assert [text[span.start : span.end] for span in streets.find(text)] == []
