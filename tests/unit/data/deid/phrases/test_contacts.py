"""Telephone and fax numbers."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import contacts

FOUND = [
    ("call Dr Vale on 361 if worse", "361"),
    ("Paged Dr. Bishop at 9225; call back", "9225"),
    ("Paged Dr. Ali at 3-2822 if worse", "3-2822"),
    ("call (212) 555-0199 ext. 34", "(212) 555-0199 ext. 34"),
    ("212.555.0199", "212.555.0199"),
    ("+1 212 555 0199", "+1 212 555 0199"),
    ("tel: 555-0142", "555-0142"),
    ("020 7946 0958", "020 7946 0958"),
    ("07700 900123", "07700 900123"),
    ("+91 98765 43210", "98765 43210"),
    ("022-2345 6789", "022-2345 6789"),
    ("pager 4471", "4471"),
    ("bleep 1234", "1234"),
    ("x4512", "4512"),
    ("fax 0113 496 0000", "0113 496 0000"),
    ("Fax: 416-555-0123", "416-555-0123"),
    ("ext 2231", "2231"),
    ("1-800-FLOWERS now", "1-800-FLOWERS"),
]
LEFT = [
    "BP 120/80, HR 72",
    "5.2 x 3.1 cm",
    "T 98.6 F (37.0 C)",
    "platelets 250",
    "2019-2021",
    "called at 14:30",
    "C5-6",
    "HU 35-40",
    "ages 20-30",
    "page 12",
]


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert covered(contacts.find(text), text, part)


@pytest.mark.parametrize("text", LEFT)
def test_plain_text_stays(text: str) -> None:
    assert [text[span.start : span.end] for span in contacts.find(text)] == []
