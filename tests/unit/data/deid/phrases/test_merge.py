"""Spans that overlap become one, of the kind of the surest part."""

from residency.data.deid.findings import Span
from residency.data.deid.phrases.merge import apart
from residency.data.deid.safe_harbor import SafeHarbor

NAME, DATE, PHONE = SafeHarbor.NAME, SafeHarbor.DATE, SafeHarbor.PHONE


def test_nothing_gives_nothing() -> None:
    assert apart([]) == ()


def test_spans_apart_come_sorted() -> None:
    late, early = Span(10, 12, NAME), Span(0, 3, DATE)
    assert apart([late, early]) == (early, late)


def test_spans_that_touch_stay_two() -> None:
    spans = (Span(0, 3, NAME), Span(3, 5, DATE))
    assert apart(spans) == spans


def test_overlap_becomes_one_of_the_surest_kind() -> None:
    assert apart([Span(0, 6, PHONE, 0.4), Span(4, 9, DATE, 0.9)]) == (Span(0, 9, DATE, 0.9),)


def test_among_equally_sure_parts_the_longest_tells() -> None:
    assert apart([Span(0, 3, NAME), Span(1, 9, DATE)]) == (Span(0, 9, DATE),)


def test_among_equal_parts_the_first_tells() -> None:
    assert apart([Span(0, 3, NAME), Span(2, 5, DATE)]) == (Span(0, 5, NAME),)


def test_a_chain_of_overlaps_becomes_one() -> None:
    chain = [Span(0, 4, NAME, 0.5), Span(3, 8, DATE, 0.6), Span(7, 9, PHONE, 0.7)]
    assert apart(chain) == (Span(0, 9, PHONE, 0.7),)


def test_a_span_within_another_adds_its_kind_where_it_is_surer() -> None:
    assert apart([Span(0, 9, NAME, 0.5), Span(2, 4, DATE, 0.8)]) == (Span(0, 9, DATE, 0.8),)
