"""Streets and post boxes."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import streets
from residency.data.deid.phrases.views import views

FOUND = [
    ("lives at 12 Oak Street, Apt 4B", "12 Oak Street, Apt 4B"),
    ("1600 Pennsylvania Ave NW", "1600 Pennsylvania Ave NW"),
    ("P.O. Box 771", "P.O. Box 771"),
    ("home: 14 Quail Hollow Ct, Unit 3", "14 Quail Hollow Ct, Unit 3"),
    ("RURAL ROUTE 2, BOX 41", "RURAL ROUTE 2, BOX 41"),
]
LEFT = [
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
