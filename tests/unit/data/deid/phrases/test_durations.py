"""British shorthand of days, weeks and months, and the dates that look alike."""

import pytest

from residency.data.deid.phrases.durations import durations


def _found(text: str) -> list[str]:
    return [text[start:end] for start, end in durations(text)]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Pain x 2/52, worse.", "2/52"),
        ("Repeat bloods in 1/52 please", "1/52"),
        ("Plan - repair of the hernia in 6/12. Call us", "6/12"),
        ("Review in 3/12.", "3/12"),
        ("3/7 history of cough", "3/7"),
    ],
)
def test_it_is_found(text: str, part: str) -> None:
    assert _found(text) == [part]


@pytest.mark.parametrize(
    "text",
    ["seen on 6/12", "fell in 6/12 and in 7/12", "born in 5/52", "Follow-up CT in 6/12 showed",
     "died 3/7", "ref 1/52-A", "Booked for 6/12", "Appendectomy in 6/52"],
)  # fmt: skip
def test_a_date_is_none(text: str) -> None:
    assert _found(text) == []
