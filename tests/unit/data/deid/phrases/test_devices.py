"""Implants and equipment."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import devices

FOUND = [
    ("S/N PJN123456S", "PJN123456S"),
    ("serial number 0045-7781", "0045-7781"),
    ("lot A12345", "A12345"),
    (
        "UDI (01)00844588003288(17)141120(10)7654321D(21)10987654",
        "(01)00844588003288(17)141120(10)7654321D(21)10987654",
    ),
    ("pacemaker serial no. LKG7781", "LKG7781"),
    ("+H123PARTNO1234567890120/$$420020216LOT", "H123PARTNO1234567890120"),
]
LEFT = [
    "a lot of pain",
    "lead in the right ventricle",
    "valve area 1.2 cm2",
    "stent 3.5 mm",
    "a batch of kits",
    "model of care",
]


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert covered(devices.find(text), text, part)


@pytest.mark.parametrize("text", LEFT)
def test_plain_text_stays(text: str) -> None:
    assert [text[span.start : span.end] for span in devices.find(text)] == []


def test_a_serial_number_ends_with_its_sentence() -> None:
    text = "serial PVY3448821R. HbA1c target"
    assert {text[span.start : span.end] for span in devices.find(text)} == {"PVY3448821R"}
