"""Postal codes of several countries."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import postcodes
from residency.data.deid.phrases.views import views

FOUND = [
    ("LS1 4AP", "LS1 4AP"),
    ("B3H 1Y6", "B3H 1Y6"),
    ("Pune 411001", "411001"),
    ("zip code 62704", "62704"),
    ("Boise, ID 83702", "83702"),
    ("home, hove - 110029.", "110029"),
    ("Siliguri 734 001", "734 001"),
    ("post code: bs8\n1tq", "bs8\n1tq"),
    ("e2l-4l2", "e2l-4l2"),
    ("Sydney NSW 2050", "2050"),
]
LEFT = [
    "T2N1M0",
    "T12 5MM",
    "5 mm",
    "platelets 145000",
    "copies 250 123",
    "n = 123456",
]


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert any(
        covered(postcodes.find(view.text), view.text, part.replace("\n", " "))
        for view in views(text)
        if part.replace("\n", " ") in view.text
    )


@pytest.mark.parametrize("text", LEFT)
def test_plain_text_stays(text: str) -> None:
    assert [text[span.start : span.end] for span in postcodes.find(text)] == []
