"""Streets, towns, codes, rooms; states and nations stay."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import places

FOUND = [
    ("lives at 12 Oak Street, Apt 4B", "12 Oak Street, Apt 4B"),
    ("1600 Pennsylvania Ave NW", "1600 Pennsylvania Ave NW"),
    ("P.O. Box 771", "P.O. Box 771"),
    ("Boise, ID 83702", "Boise, ID 83702"),
    ("she lives in Tulsa", "Tulsa"),
    ("resident of Kalamazoo", "Kalamazoo"),
    ("LS1 4AP", "LS1 4AP"),
    ("B3H 1Y6", "B3H 1Y6"),
    ("Pune 411001", "Pune 411001"),
    ("zip code 62704", "62704"),
    ("Cook County", "Cook County"),
    ("Ward 7B", "Ward 7B"),
    ("Room 412", "Room 412"),
    ("LIVES IN WALLA WALLA", "WALLA WALLA"),
    ("from Chattanooga, Tennessee", "Chattanooga"),
]
LEFT = [
    "from Texas",
    "moved from Mexico",
    "T2N1M0",
    "room air",
    "right lower lobe",
    "ST elevation",
    "5 mm",
    "level 2 trauma",
    "chest, PA and lateral",
    "brain, CT",
    "from the left ventricle",
    "T12 5MM",
    "bed rest",
    "pulmonary artery",
    "in the United States",
]


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert covered(places.find(text), text, part)


@pytest.mark.parametrize("text", LEFT)
def test_plain_text_stays(text: str) -> None:
    assert [text[span.start : span.end] for span in places.find(text)] == []
