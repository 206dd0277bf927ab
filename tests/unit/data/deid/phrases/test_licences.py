"""Licences of clinicians and drivers."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import licences

FOUND = [
    ("not to drive; UJTUA 606801 GN3MR", "UJTUA 606801 GN3MR"),
    ("DEA AB1234563", "AB1234563"),
    ("NPI: 1234567893", "1234567893"),
    ("medical license no. A12345", "A12345"),
    ("GMC 7654321", "7654321"),
    ("driver's licence D123-4567-8901", "D123-4567-8901"),
    ("Lic # MD-55123", "MD-55123"),
    ("NMC PIN 12A3456E", "12A3456E"),
    ("MORGA657054SM9IJ", "MORGA657054SM9IJ"),
]
LEFT = [
    "FDG 12.3 mCi, Tc-99m",
    "deaf in one ear",
    "glucose 98 mg/dL",
    "driven by infection",
    "40-60 ng/dL",
    "registered nurse",
]


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert covered(licences.find(text), text, part)


@pytest.mark.parametrize("text", LEFT)
def test_plain_text_stays(text: str) -> None:
    assert [text[span.start : span.end] for span in licences.find(text)] == []
