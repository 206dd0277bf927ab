"""Measurements are left out of what a label announces."""

from residency.data.deid.findings import Span
from residency.data.deid.phrases.figures.explained import sure
from residency.data.deid.phrases.figures.measured import left_out
from residency.data.deid.safe_harbor import SafeHarbor


def _parts(text: str, part: str) -> list[str]:
    start = text.index(part)
    span = Span(start, start + len(part), SafeHarbor.PHONE, 0.9)
    return [text[one.start : one.end] for one in left_out(text, span, sure(text))]


def test_a_measurement_alone_is_dropped() -> None:
    assert _parts("ph 7.37 today", "7.37") == []


def test_a_span_ends_where_a_measurement_begins() -> None:
    assert _parts("serial no. US891: 45 HU", "US891: 45") == ["US891: "]


def test_a_number_stays_whole() -> None:
    assert _parts("tel 555-0142", "555-0142") == ["555-0142"]


def test_letters_alone_stay() -> None:
    assert _parts("tel home", "home") == ["home"]


def test_a_number_behind_a_measurement_stays_whole() -> None:
    assert _parts("5 mm, 4471882", "5 mm, 4471882") == ["5 mm, 4471882"]
