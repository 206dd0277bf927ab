"""Ages of 90 and over, in figures and words."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import ages
from residency.data.deid.phrases.views import views

FOUND = [
    ("brother had bronchiectasis at 93.", "93"),
    ("He cares for an aunt of 95 at 4 Castle Grove", "95"),
    ("a lady of ninety-two, frail", "ninety-two"),
    ("Oldest in household is 96.", "96"),
    ("The eldest of the family was 101, she", "101"),
    ("ECOG 2; at 99 not for surgery", "99"),
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
    ("adults aged 91-93 in", "91-93"),
    ("aged 90 to 95.", "90 to 95"),
    ("ages 91 and 93", "91 and 93"),
    ("ages 90\u201399 only", "90\u201399"),
    ("aged 85-93 at entry", "93"),
    ("aged 62 to 94", "94"),
    ("aged between 90 and 95", "90 and 95"),
    ("aged between 60 and 95", "95"),
    ("ages 72, 85, and 91.", "91"),
    ("ages 91, 93 and 95", "91, 93 and 95"),
    ("91-93 years old", "91-93"),
    ("85 to 92-year-old", "92"),
]
LEFT = [
    "patient saturating at 95.",
    "his rate paced at 90.",
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
    "ages 5, 7 and 12",
    "aged 65 and 100 patients",
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
