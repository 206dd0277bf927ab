"""Initials of those who dictate, sign and are treated."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import initials
from residency.data.deid.phrases.views import views

FOUND = [
    ("D: NT T: vwg", "NT"),
    ("D: NT T: vwg", "vwg"),
    ("JD/ab", "JD/ab"),
    ("pt. J.D. slept", "J.D"),
    ("seen by Dr. K. today", "K"),
    ("film re-read (R.S.)", "R.S"),
    ("RN, T.B. at 0400", "T.B"),
    ("Verified 03/12/2026 14:02 JRG", "JRG"),
    ("Tech: BW.", "BW"),
    ("Nursing note (KL): calm", "KL"),
    ("Mr. B is well", "B"),
    ("no change -MJ", "MJ"),
    ("initials: J-D", "J-D"),
    ("transcribed by abc", "abc"),
    ("(l. v.)", "l. v"),
    ("Reported by AF.", "AF"),
    ("by JD scale", "JD"),
]
LEFT = [
    "Cannula sited by M Rice, RN. VIP score 0.",
    "R: BUN 14 at 23:30",
    "AST/ALT 78/83",
    "register checked: 66, valsartan 250 mg",
    "PA/lat",
    "AP/LAT",
    "w/o contrast",
    "P.T. and O.T.",
    "b.i.d. dosing",
    "I.V. fluids",
    "q.h.s.",
    "T1/T2",
    "CT A/P",
    "seen by ENT",
    "T: 98.6",
    "A: stable P: rest",
    "vitamin K. Then",
    "signed out to RN",
]


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert any(
        covered(initials.find(view.text), view.text, part.replace("\n", " "))
        for view in views(text)
        if part.replace("\n", " ") in view.text
    )


@pytest.mark.parametrize("text", LEFT)
def test_plain_text_stays(text: str) -> None:
    assert [text[span.start : span.end] for span in initials.find(text)] == []
