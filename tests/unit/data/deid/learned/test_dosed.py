"""Words before a dose."""

import pytest

from residency.data.deid.learned.dosed import dosed


@pytest.mark.parametrize(
    ("text", "drug"),
    [
        ("Continue Zorvaxin 12 units at night", "Zorvaxin"),
        ("Changed from Zorvaxin 50 mcg to", "Zorvaxin"),
        ("Zorvaxin XR 8 units", "Zorvaxin XR"),
        ("ZORVAXIN 600MG", "ZORVAXIN"),
    ],
)
def test_it_is_of_a_drug(text: str, drug: str) -> None:
    start = text.index(drug)
    assert (start, start + len(drug)) in set(dosed(text))


@pytest.mark.parametrize(
    "text",
    [
        "given by Vrenholt 5 mg",
        "per Vrenholt 5 mg",
        "given by Sr Vrenholt 5 mg",
        "given by Helga Vrenholt 5 mg",
        "Dr. Vrenholt 5 mg given",
        "Nurse Vrenholt 10 ml flush",
        "Patient Vrenholt 25 mg stopped",
        "Bed 4 - Ogunleye 40 mg furosemide",
        "Gunawardena T 10 mg signed out",
        "I advised Bhattacharjee 75 mg daily",
        "Tuilagi 250 ml urine output",
        "Smith 5 mg",
        "Chicago 5 ml",
        "Vrenholt 5 years",
    ],
)
def test_a_person_is_none(text: str) -> None:
    assert not list(dosed(text))
