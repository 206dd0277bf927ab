"""Addresses of the internet."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import web

FOUND = [
    ("uploads from 2001:db8::a264:1ae: AHI 3.2", "2001:db8::a264:1ae"),
    ("mail j.doe@hospital.org.", "j.doe@hospital.org"),
    ("a@b.org-j.doe@clinic.org", "j.doe@clinic.org"),
    (f"mail {'x' * 90}@clinic.org", f"{'x' * 90}@clinic.org"),
    ("j.doe @ clinic . org", "j.doe @ clinic . org"),
    ("skype id : jdoe41", "jdoe41"),
    ("JDOE@NHS.NET", "JDOE@NHS.NET"),
    ("j.doe [at] clinic [dot] com", "j.doe [at] clinic [dot] com"),
    ("see https://x.org/p/12?id=3 now", "https://x.org/p/12?id=3"),
    ("www.clinic.co.uk/results", "www.clinic.co.uk/results"),
    ("portal.mercy.org", "portal.mercy.org"),
    ("host 10.1.2.3:104", "10.1.2.3"),
    ("from 2001:db8::1 today", "2001:db8::1"),
    ("fe80::1ff:fe23:4567:890a", "fe80::1ff:fe23:4567:890a"),
]
LEFT = [
    "slice 3/0.3. 1.5 T Aera",
    "b.i.d. dosing",
    "nodule.in the lung",
    "ratio 1:2:3",
    "at 12:30:15",
    "version 1.2.3.4",
    "e.g. this",
    "p.o. daily",
    "3.5 cm.no change",
]


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert covered(web.find(text), text, part)


@pytest.mark.parametrize("text", LEFT)
def test_plain_text_stays(text: str) -> None:
    assert [text[span.start : span.end] for span in web.find(text)] == []
