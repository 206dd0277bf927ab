"""All families over all readings of a text."""

from collections.abc import Callable

import pytest

from residency.data.deid.findings import Span
from residency.data.deid.phrases import search
from residency.data.deid.safe_harbor import SafeHarbor


def _names(spans: list[Span]) -> list[tuple[int, int]]:
    return sorted((span.start, span.end) for span in spans)


def test_an_identifier_is_found_across_a_line_end(covered: Callable[..., bool]) -> None:
    text = "Reach her on (212) 555-\n0199 today"
    assert covered(search.by_rules(text), text, "(212) 555-\n0199")


@pytest.mark.parametrize(
    "text",
    ["Dear Dr Morozova,\n\nCT head on Monday", "seen by Grace\n\nAlan score 3",
     "Attending: Grace\n\nAlan and Susan", "Seen by Dr Grace Okafor\n\nAlan Hughes"],
)  # fmt: skip
def test_no_span_runs_over_an_empty_line(text: str) -> None:
    assert not any("\n\n" in text[span.start : span.end] for span in search.by_rules(text))


@pytest.mark.parametrize(
    "text", ["so it is. \r\nDoctor: Any pain?", "Patient: I'm well.", "serial ok. HbA1c target"]
)
def test_the_next_line_or_sentence_is_no_part_of_a_number_or_an_address(text: str) -> None:
    assert list(search.by_rules(text)) == []


def test_a_name_ends_at_an_empty_line(covered: Callable[..., bool]) -> None:
    text = "ATTENDING\nRICHARDSON, RONALD\n\nCXR PA and lateral"
    spans = list(search.by_rules(text))
    assert covered(spans, text, "RICHARDSON, RONALD")
    assert not covered(spans, text, "CXR")


@pytest.mark.parametrize("text", ["pH 7.37 at noon", "phone later: BP 126/83", "m 45 mm"])
def test_a_label_takes_no_measurement(text: str) -> None:
    assert [span for span in search.by_rules(text) if span.kind is SafeHarbor.PHONE] == []


def test_a_figure_that_no_family_knows_goes_all_the_same(covered: Callable[..., bool]) -> None:
    text = "the thing 77-QX-3391 was there"
    assert covered(search.by_rules(text), text, "77-QX-3391")


def test_the_values_of_a_study_are_found_in_every_reading(covered: Callable[..., bool]) -> None:
    text = "seen: Doe,\nJane today"
    assert covered(search.by_study(text, ["DOE^JANE"]), text, "Doe,\nJane")


def test_a_study_without_values_finds_nothing() -> None:
    assert list(search.by_study("Jane Doe", [])) == []


def test_a_name_that_was_found_is_found_again() -> None:
    text = "Dr Okonkwo came. later okonkwo left"
    sure = Span(3, 10, SafeHarbor.NAME, 0.9)
    assert _names(list(search.again(text, [sure]))) == [(3, 10), (23, 30)]


def test_an_unsure_name_is_not_looked_for_again() -> None:
    text = "Okonkwo came. Okonkwo left"
    assert list(search.again(text, [Span(0, 7, SafeHarbor.NAME, 0.5)])) == []


def test_a_place_is_not_looked_for_again() -> None:
    assert list(search.again("Tulsa, Tulsa", [Span(0, 5, SafeHarbor.GEOGRAPHY, 0.9)])) == []


@pytest.mark.parametrize("again", ["Okafor-Smith", "OKAFOR", "Okafor's", "O'Brien Okafor"])
def test_it_is_found_within_double_names_and_before_a_possessive(again: str) -> None:
    text = f"Dr. Okafor came. Later {again} left."
    first = Span(4, 10, SafeHarbor.NAME, 1.0)
    assert any(span.start > 20 for span in search.again(text, [first]))


def test_somebody_who_is_called_as_a_disease_is_found_again_but_not_the_disease() -> None:
    text = "Hutchinson, Wesley. Seen: Hutchinson; has Hutchinson teeth."
    named = Span(0, 18, SafeHarbor.NAME, 1.0)
    assert [span.start for span in search.again(text, [named]) if span.end - span.start == 10] == [
        0,
        26,
    ]


def test_an_address_of_mail_ends_before_a_figure_in_the_next_line(
    covered: Callable[..., bool],
) -> None:
    text = "to vale@trust.example.org.uk.\n62-day breach"
    spans = list(search.by_rules(text))
    assert covered(spans, text, "vale@trust.example.org.uk")
    assert all(span.end <= text.index("62") for span in spans)


def test_a_telephone_number_ends_with_its_sentence() -> None:
    text = "on +44 7700 900 865. 2-car RTC"
    assert all(span.end <= text.index("2-car") for span in search.by_rules(text))
