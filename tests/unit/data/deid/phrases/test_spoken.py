"""Numbers that are said digit by digit."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import spoken

FOUND = [
    (
        "social four one seven two two nine nine one eight",
        "four one seven two two nine nine one eight",
    ),
    ("call five five five, oh one nine nine", "five five five, oh one nine nine"),
    ("MRN SEVEN SEVEN ONE FOUR", "SEVEN SEVEN ONE FOUR"),
    ("ends in double three eight one five", "double three eight one five"),
    ("five five five twenty-one four", "five five five twenty-one four"),
]
LEFT = ["one or two weeks", "twenty one years", "one, two, many", "two of three", "stage four"]


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert covered(spoken.find(text), text, part)


@pytest.mark.parametrize("text", LEFT)
def test_plain_text_stays(text: str) -> None:
    assert [text[span.start : span.end] for span in spoken.find(text)] == []
