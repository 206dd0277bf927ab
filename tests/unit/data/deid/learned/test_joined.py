"""The rules' spans and the tagger's, together."""

import pytest

from residency.data.deid.findings import Span
from residency.data.deid.learned.joined import joined
from residency.data.deid.phrases.pieces import LONGEST
from residency.data.deid.safe_harbor import SafeHarbor


def _span(text: str, part: str, kind: SafeHarbor, score: float = 1.0) -> Span:
    start = text.index(part)
    return Span(start, start + len(part), kind, score)


def _found(text: str, *spans: Span) -> set[str]:
    return {text[span.start : span.end] for span in joined(text, spans)}


def test_the_tagger_adds_what_no_rule_saw() -> None:
    assert "Vrenholt" in _found("Discussed with Dr. Vrenholt by telephone.")


def test_a_clinical_word_that_a_rule_took_for_a_name_stays() -> None:
    text = "Continue metoprolol 25 mg twice daily."
    assert _found(text, _span(text, "metoprolol", SafeHarbor.NAME, 0.85)) == set()


def test_a_figure_is_never_doubted() -> None:
    text = "Continue metoprolol 25 mg twice daily."
    assert _found(text, _span(text, "25", SafeHarbor.OTHER, 0.4)) == {"25"}
    assert _found(text, _span(text, "25", SafeHarbor.GEOGRAPHY, 0.7)) == {"25"}


def test_an_announced_span_of_another_kind_is_never_doubted() -> None:
    text = "Continue metoprolol twice daily."
    assert _found(text, _span(text, "metoprolol", SafeHarbor.DEVICE)) == {"metoprolol"}
    assert _found(text, _span(text, "metoprolol", SafeHarbor.DEVICE, 0.6)) == set()


def test_no_span_within_a_clinical_term_goes() -> None:
    text = "Dr. Ivor Lewis esophagectomy was done."
    assert "Lewis" not in " ".join(_found(text, _span(text, "Ivor Lewis", SafeHarbor.NAME, 0.85)))


def test_a_long_text_is_read_to_its_end() -> None:
    text = "No acute disease. " * (LONGEST // 12) + "Discussed with Dr. Vrenholt by telephone."
    assert "Vrenholt" in _found(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Electronically signed by: Dr. Parkinson", "Parkinson"),
        ("Mr. Paget presented with cough.", "Paget"),
        ("Patient: Cherry Angioma", "Cherry Angioma"),
        ("Husband: Will", "Will"),
    ],
)
def test_an_announced_name_goes_whatever_it_means_elsewhere(text: str, name: str) -> None:
    assert name in " ".join(_found(text, _span(text, name, SafeHarbor.NAME)))


def test_a_thing_named_after_somebody_stays() -> None:
    text = "Alert, chest clear. Penrose drain patent."
    assert _found(text, _span(text, "Penrose", SafeHarbor.GEOGRAPHY, 0.8)) == set()


def test_a_name_before_a_grade_goes_without_it() -> None:
    text = "Surgeon Vrenholt Child-Pugh B at review"
    found = _found(text, _span(text, "Vrenholt Child-Pugh B", SafeHarbor.NAME, 0.8))
    assert {part.strip() for part in found} == {"Vrenholt"}


@pytest.mark.parametrize(
    ("text", "name"),
    [("Nurse Morse score 45", "Morse"), ("Robert Wells II presented", "Wells")],
)
def test_a_person_before_the_head_of_a_thing_goes(text: str, name: str) -> None:
    assert name in " ".join(_found(text, _span(text, name, SafeHarbor.NAME, 0.8)))
