"""What counts as found and as kept, on cases counted by hand."""

import pytest

from benchmarks.safe_harbor.note import ClinicalTerm, Label, Note
from benchmarks.safe_harbor.score import Share, score
from residency.data.deid.findings import Span
from residency.data.deid.safe_harbor import SafeHarbor

#       0         1         2         3
#       0123456789012345678901234567890123456
TEXT = "Mr. Doe, John had a Baker cyst 3/4/19"
NOTE = Note(
    text=TEXT,
    identifiers=(
        Label(4, 13, SafeHarbor.NAME, "patient"),
        Label(31, 37, SafeHarbor.DATE, "numeric"),
    ),
    clinical=(ClinicalTerm(20, 30, "eponym"),),
    names=(),
)


def _span(start: int, end: int, kind: SafeHarbor = SafeHarbor.OTHER) -> Span:
    return Span(start, end, kind)


def test_nothing_predicted_finds_nothing_and_keeps_everything() -> None:
    scores = score([NOTE], [()])
    assert scores.recall == Share(0, 2)
    assert scores.kept == Share(1, 1)


def test_the_kind_of_a_span_does_not_matter() -> None:
    scores = score([NOTE], [(_span(4, 13, SafeHarbor.DATE), _span(31, 37, SafeHarbor.NAME))])
    assert scores.recall == Share(2, 2)


def test_punctuation_and_spaces_may_stay() -> None:
    scores = score([NOTE], [(_span(4, 7), _span(9, 13), _span(31, 32), _span(33, 37))])
    assert scores.kinds == {SafeHarbor.NAME: Share(1, 1), SafeHarbor.DATE: Share(1, 1)}


def test_one_letter_left_is_a_miss() -> None:
    scores = score([NOTE], [(_span(4, 12), _span(31, 37))])
    assert scores.subclasses == {
        (SafeHarbor.NAME, "patient"): Share(0, 1),
        (SafeHarbor.DATE, "numeric"): Share(1, 1),
    }
    assert scores.worst is SafeHarbor.NAME


def test_one_character_touched_loses_a_clinical_term() -> None:
    assert score([NOTE], [(_span(29, 30),)]).kept == Share(0, 1)
    assert score([NOTE], [(_span(18, 20), _span(30, 31))]).kept == Share(1, 1)


def test_notes_are_counted_together() -> None:
    scores = score([NOTE, NOTE], [(_span(0, 37),), ()])
    assert scores.recall == Share(2, 4)
    assert scores.groups == {"eponym": Share(1, 2)}


def test_a_prediction_is_needed_for_every_note() -> None:
    with pytest.raises(ValueError, match="shorter"):
        score([NOTE, NOTE], [()])


def test_the_interval_is_wilsons() -> None:
    low, high = Share(9, 10).interval
    assert (round(low, 4), round(high, 4)) == (0.5958, 0.9821)


def test_the_table_names_kinds_subclasses_terms_and_the_worst() -> None:
    lines = score([NOTE], [(_span(4, 13),)]).table().splitlines()
    assert lines[0].split() == ["class", "found", "of", "recall", "95%", "interval"]
    assert lines[1].split()[:5] == ["all", "identifiers", "1", "2", "0.5000"]
    assert [line.split()[0] for line in lines[2:6]] == ["date", "numeric", "name", "patient"]
    assert lines[-1] == "worst class: date, 0.0000"
