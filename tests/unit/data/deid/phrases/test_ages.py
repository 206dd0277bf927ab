"""Ages of 90 and over, in figures and words."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import ages
from residency.data.deid.phrases.views import views

FOUND = [
    ("Lives with his uncle, 92, in town", "92"),
    ("Her aunt Ann, now 100, has", "100"),
    ("X / 96 / F", "96"),
    ("| 90 | M |", "90"),
    ("REPORT\nI. W. Parish, 90 F, MRN", "90"),
    ("lives with her aunt, one hundred two, in", "one hundred two"),
    ("a 92-year-old man", "92"),
    ("aged 101", "101"),
    ("94 y/o F", "94"),
    ("Age: 95", "95"),
    ("ninety-two year old", "ninety-two"),
    ("in her 90s", "90s"),
    ("91F with cough", "91"),
    ("PatientAge 092Y", "092Y"),
    ("turned 90 last week", "90"),
    ("age 93", "93"),
    ("93 y/o", "93"),
    ("93-yr-old", "93"),
    ("aged ninety-three", "ninety-three"),
    ("93F with", "93"),
    ("93 yo M", "93"),
    ("Age/Sex: 91/F", "91"),
    ("father d. at 98 of", "98"),
    ("mother alive at a hundred.", "a hundred"),
    ("Mrs. Hale, 93, fell", "93"),
    ("96-\nyear-old", "96"),
    ("AGE 093Y", "093Y"),
    ("in her late nineties", "nineties"),
    ("ninety two", "ninety two"),
    ("F/94", "94"),
]
LEFT = [
    "Tc-99m scan",
    "T 99 F",
    "his uncle, 62, in town",
    "HR 98",
    "SpO2 94%",
    "weight 97 kg",
    "T 99.1 F",
    "ESR 92",
    "ninety degrees",
    "aged 45",
    "95 bpm",
    "temp 98 F",
    "ninety-five percent",
    "ages 20-30",
    "90 mg",
    "within 90 days",
]


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert any(
        covered(ages.find(view.text), view.text, part.replace("\n", " "))
        for view in views(text)
        if part.replace("\n", " ") in view.text
    )


@pytest.mark.parametrize("text", LEFT)
def test_plain_text_stays(text: str) -> None:
    assert [text[span.start : span.end] for span in ages.find(text)] == []
