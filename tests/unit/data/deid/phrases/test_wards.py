"""Wards, rooms, beds and floors."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import wards
from residency.data.deid.phrases.views import views

FOUND = [
    ("D/o Amit Shetty, H.No. 8-83, 228 Shivaji Layout", "H.No. 8-83"),
    ("175 Grevillea Way, Villa 44\n", "Villa 44"),
    ("Ward 7B", "Ward 7B"),
    ("Room 412", "Room 412"),
    ("moved to ED bay 12.", "ED bay 12"),
    ("Bed 12", "Bed 12"),
    ("Rm 4-213", "Rm 4-213"),
    ("bay C,", "bay C"),
    ("Unit 5 West", "Unit 5 West"),
    ("4th floor east", "4th floor east"),
    ("Suite 300", "Suite 300"),
    ("transferred to 9NW.", "9NW"),
    ("taken to OR 4.", "OR 4"),
    ("Nightingale Ward", "Nightingale Ward"),
    ("cubicle 6", "cubicle 6"),
    ("Level 2, North Wing", "Level 2, North Wing"),
]
LEFT = [
    "ASA 3E. Mallampati I",
    "INTERSCALENE BLOCK, RIGHT",
    "Molecular: block B2 of S20-49274 tested",
    "room air",
    "level 2 trauma",
    "bed rest",
    "right lower lobe",
    "station 7 lymph node",
    "OR 2.3 (95% CI)",
    "unit of blood",
    "maternity ward",
    "surgical unit",
    "5 units",
]


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert any(
        covered(wards.find(view.text), view.text, part.replace("\n", " "))
        for view in views(text)
        if part.replace("\n", " ") in view.text
    )


@pytest.mark.parametrize("text", LEFT)
def test_plain_text_stays(text: str) -> None:
    assert [text[span.start : span.end] for span in wards.find(text)] == []
