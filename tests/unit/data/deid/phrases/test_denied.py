"""A study's own values: rewritten, in any case, and where they are plain words."""

import pytest

from residency.data.deid.phrases import denied


def _found(text: str, *values: str) -> list[str]:
    return [text[span.start : span.end] for span in denied.find(text, values)]


@pytest.mark.parametrize(
    "text",
    [
        "Jane Quimby",
        "QUIMBY, JANE",
        "quimby jane",
        "J. Quimby",
        "Quimby J",
        "jane m. quimby",
        "QUIMBY^JANE^M",
    ],
)
def test_a_name_is_found_as_it_is_rewritten(text: str) -> None:
    assert any("quimby" in one.lower() for one in _found(text, "QUIMBY^JANE^M"))


@pytest.mark.parametrize(
    "text",
    [
        "Long was seen",
        "seen with Long today",
        "DR. LONG WAS INFORMED",
        "PATIENT NAME: LONG",
        "discussed with long today",
        "LONG DENIES CHEST PAIN",
        "his wife long is here",
        "long, rn",
        "CHEST\nLONG, JANE\nNORMAL",
    ],
)
def test_a_plain_word_is_found_where_it_is_a_name(text: str) -> None:
    assert [one.lower() for one in _found(text, "LONG")] == ["long"]


@pytest.mark.parametrize(
    "text",
    [
        "a long segment",
        "A LONG SEGMENT OF STENOSIS",
        "long bones are normal",
        "normal long axis view",
    ],
)
def test_a_plain_word_stays_where_it_is_plain(text: str) -> None:
    assert _found(text, "Long") == []


def test_a_clinical_word_stays_before_what_it_names() -> None:
    assert _found("Mr. Hodgkin has Hodgkin lymphoma", "HODGKIN^LONG") == ["Hodgkin"]


def test_a_date_is_found_without_its_year() -> None:
    assert "3/12" in _found("seen 3/12 again", "20260312")


def test_one_letter_is_no_value() -> None:
    assert _found("a b c", "a", "") == []
