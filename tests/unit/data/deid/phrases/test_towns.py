"""Towns and counties; states and nations stay."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import towns
from residency.data.deid.phrases.views import views

FOUND = [
    ("she lives in Tulsa", "Tulsa"),
    ("resident of Kalamazoo", "Kalamazoo"),
    ("Cook County", "Cook County"),
    ("LIVES IN WALLA WALLA", "WALLA WALLA"),
    ("from Chattanooga, Tennessee", "Chattanooga"),
    ("a woman from Surprise with", "Surprise"),
    ("she is from Normal, IL 61761", "Normal"),
    ("commutes to Hershey daily", "Hershey"),
    ("MAN FROM LLANDUDNO WITH", "LLANDUDNO"),
]
LEFT = [
    "probe V760-2346, MI 0.9, TIs 0.3",
    "from Texas",
    "moved from Mexico",
    "chest, PA and lateral",
    "brain, CT",
    "from the left ventricle",
    "in the United States",
    "patient from clinic",
]


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert any(
        covered(towns.find(view.text), view.text, part.replace("\n", " "))
        for view in views(text)
        if part.replace("\n", " ") in view.text
    )


@pytest.mark.parametrize("text", LEFT)
def test_plain_text_stays(text: str) -> None:
    assert [text[span.start : span.end] for span in towns.find(text)] == []
