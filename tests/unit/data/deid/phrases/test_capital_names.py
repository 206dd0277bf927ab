"""Capitals of people, and those of terms."""

import pytest

from residency.data.deid.phrases.capital_names import find


def _found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("OKOYE stable, obs 4 hourly.", "OKOYE"),
        ("ZHENG seen on round.", "ZHENG"),
        ("Left message for PHAN re clinic.", "PHAN"),
        ("Mum (UDEH) present.", "UDEH"),
    ],
)
def test_a_person_goes(text: str, name: str) -> None:
    assert _found(text) == [name]


@pytest.mark.parametrize(
    "text",
    ["NSTEMI stable overnight", "LVEF reviewed today", "COPD stable on inhalers",
     "PATIENT STABLE. SEEN ON ROUND.", "the IVSD is 11 mm", "Discussed with CARDIOLOGY"],
)  # fmt: skip
def test_a_term_stays(text: str) -> None:
    assert _found(text) == []
