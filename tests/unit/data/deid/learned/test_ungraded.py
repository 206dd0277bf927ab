"""Names that were read from the end of a grade on."""

from residency.data.deid.findings import Span
from residency.data.deid.learned.ungraded import ungraded
from residency.data.deid.safe_harbor import SafeHarbor

_NAME = SafeHarbor.NAME


def test_a_plain_word_behind_a_grade_is_no_name() -> None:
    assert ungraded("Child-Pugh B. Low risk", Span(6, 17, _NAME), [(0, 12)]) is None


def test_a_person_behind_a_grade_stays_one() -> None:
    text = "Child-Pugh B. Rose was seen"
    assert ungraded(text, Span(6, 18, _NAME), [(0, 12)]) == Span(14, 18, _NAME)
    text = "Child-Pugh B. Low was seen"
    assert ungraded(text, Span(6, 17, _NAME), [(0, 12)]) == Span(14, 17, _NAME)


def test_what_begins_before_a_grade_is_left() -> None:
    span = Span(0, 12, _NAME)
    assert ungraded("Mr Weber B. Low", span, [(3, 10)]) == span


def test_a_surname_that_is_a_word_stays_one() -> None:
    text = "Roux-en-Y. Ball reviewed."
    assert ungraded(text, Span(8, 15, _NAME), [(0, 9)]) == Span(11, 15, _NAME)


def test_whoever_signs_below_a_term_stays() -> None:
    span = Span(8, 18, _NAME)
    assert ungraded("Prussian Blue\nBest\nST4", span, [(0, 13)]) == span
