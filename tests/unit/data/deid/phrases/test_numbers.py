"""Numbers of a person, by label, form and length."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import numbers

FOUND = [
    ("SSN 123-45-6789", "123-45-6789"),
    ("SSN: xxx-xx-6789", "6789"),
    ("last 4 of SSN: 6789", "6789"),
    ("NI number AB 12 34 56 C", "AB 12 34 56 C"),
    ("MRN 123456", "123456"),
    ("MRN: H-0012345", "H-0012345"),
    ("NHS No. 943 476 5919", "943 476 5919"),
    ("Hosp No: A123456", "A123456"),
    ("member ID XYZ123456789", "XYZ123456789"),
    ("group number 77123-01", "77123-01"),
    ("Medicare 1EG4-TE5-MK73", "1EG4-TE5-MK73"),
    ("account # 40012345", "40012345"),
    ("card 4111 1111 1111 1111", "4111 1111 1111 1111"),
    ("IBAN GB29 NWBK 6016 1331 9268 19", "GB29 NWBK 6016 1331 9268 19"),
    ("accession S26-10432", "S26-10432"),
    ("Acc# 20260312001", "20260312001"),
    ("subject ID 014-0032", "014-0032"),
    ("badge number 5521", "5521"),
    ("Rx #7712345", "7712345"),
    ("UID 1.2.840.113619.2.55.3.604688119", "1.2.840.113619.2.55.3.604688119"),
    ("Aadhaar 1234 5678 9012", "1234 5678 9012"),
]
LEFT = [
    "SIMV -> PSV 12/808",
    "hemoglobin 10.2",
    "E11.9 diabetes",
    "T2-weighted",
    "WBC 11,200",
    "COVID-19",
    "vitamin B12",
    "2019",
    "120/80",
    "CPT 71260",
    "image 45",
    "group 2 patients",
    "no 3-vessel disease",
    "CA-125 of 35",
    "L4-L5",
    "M54.5",
    "NCT01234567",
    "HbA1c 7.2%",
    "case 2",
    "block 3",
    "stage IIIB",
]


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert covered(numbers.find(text), text, part)


@pytest.mark.parametrize("text", LEFT)
def test_plain_text_stays(text: str) -> None:
    assert [text[span.start : span.end] for span in numbers.find(text)] == []
