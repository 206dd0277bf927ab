"""Figures that nothing explains go, and with them the groups beside them."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from residency.data.deid.findings import Span
from residency.data.deid.phrases.figures.explained import sure
from residency.data.deid.phrases.figures.unexplained import find

FOUND = [
    ("OPD 16/12/25 later", "16/12/25"),
    ("lone 0012345678 here", "0012345678"),
    ("chart 9166 787276 6;", "9166 787276 6"),
    ("signed G 702182, seen", "G 702182"),
    ("Medicaid NY AB 12345 C is", "NY AB 12345 C"),
    ("plan 661636595 M active", "661636595 M"),
    ("signed g 798149, seen", "g 798149"),
    ("read back 41 43 40 now", "41 43 40"),
    ("card 3717 006766\n99040.", "3717 006766\n99040"),
    ("HKID A123456(7)", "A123456(7)"),
    ("at 12/34567-A now", "12/34567-A"),
    ("room 12 is", "12"),
    ("ext 204, please", "204"),
    ("on 6/14 again", "6/14"),
    ("the T9 0NC area", "T9 0NC"),
    ("MK9027=PT6411", "MK9027=PT6411"),
]
LEFT = [
    "three tan cores. A1-A3.",
    "S1S2 normal",
    "SNOMED T-28000 M-80703.",
    "MBS 63551",
    "Lenke 1A",
    "EHRA 2b",
    "AO 31-A2",
    "Paris 0-IIa",
    "Beighton 6/9",
    "PSV 12/8",
    "DDDR 60-130",
    "Coil: 20-ch head",
    "entirely submitted in A1-A4. Stains",
    "signal on b 1000 and ADC",
    "temp 101.1f, chest clear",
    "Repeat U&E in 1/52",
    "Allred 8/8",
    "BP 120/80, HR 76, T 98.6 F",
    "plate 3.5 mm of the radius",
    "room air 95%",
    "24 h urine 1200 mL",
    "page 12 of 14",
    "C5-6 and L4/L5; T2 FLAIR at 3 T",
    "platelets 150,000; BNP 1250",
    "segment 4a/4b, 2.3 x 1.9 cm",
    "in 2016 and the 1980s",
    "2. Stable nodule.\n3. None.",
    "no figures at all",
]


def _find(text: str) -> list[Span]:
    return list(find(text, sure(text)))


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert covered(_find(text), text, part)


@pytest.mark.parametrize("text", LEFT)
def test_clinical_figures_stay(text: str) -> None:
    assert [text[span.start : span.end] for span in _find(text)] == []


def test_spans_are_in_order_and_apart() -> None:
    spans = _find("ids 4471-B, 12 34 56 78 and AB 1234 CD")
    assert len(spans) == 3
    assert all(one.end <= two.start for one, two in pairwise(spans))


def test_it_yields_to_every_rule_that_knows_what_it_found() -> None:
    assert all(span.score < 0.5 for span in _find("MRN 12345678"))
