"""Which scores are enough, alone, beside another, and joined to figures."""

from residency.data.deid.findings import Span
from residency.data.deid.learned.accepted import accepted
from residency.data.deid.learned.tagger import Scored
from residency.data.deid.safe_harbor import SafeHarbor


def _words(text: str, *scores: tuple[str, float, float]) -> tuple[Scored, ...]:
    """(word, score of a name, score of a place), in the order of `text`."""
    found: list[Scored] = []
    for word, name, place in scores:
        start = text.index(word, found[-1].end if found else 0)
        found.append(Scored(start, start + len(word), word.isalpha(), name, place, 0.0))
    return tuple(found)


def _kept(text: str, *scores: tuple[str, float, float]) -> list[str]:
    spans: list[Span] = list(accepted(text, _words(text, *scores)))
    return [text[span.start : span.end] for span in spans]


def test_a_sure_word_goes_and_a_doubtful_one_stays() -> None:
    assert _kept("Okafor: pain", ("Okafor", 0.6, 0.0), ("pain", 0.2, 0.0)) == ["Okafor"]


def test_a_doubtful_word_beside_a_sure_one_goes() -> None:
    scores = (("Mary", 0.1, 0.0), ("Okafor", 0.9, 0.0))
    assert _kept("Mary Okafor", *scores) == ["Mary", "Okafor"]
    assert _kept("Mary: Okafor", *scores) == ["Okafor"]
    assert _kept("Mary and then Okafor", *scores) == ["Okafor"]


def test_letters_joined_to_figures_and_single_letters_must_be_surer() -> None:
    assert _kept("CK7", ("CK", 0.6, 0.0), ("7", 0.0, 0.0)) == []
    assert _kept("CK7", ("CK", 0.95, 0.0), ("7", 0.0, 0.0)) == ["CK"]
    assert _kept("T 38", ("T", 0.6, 0.0), ("38", 0.0, 0.0)) == []


def test_numbers_go_only_as_parts_of_places() -> None:
    assert _kept("12 High", ("12", 0.0, 0.8), ("High", 0.0, 0.9)) == ["12", "High"]
    assert _kept("12 mg", ("12", 0.9, 0.1), ("mg", 0.0, 0.0)) == []


def test_the_likeliest_class_is_the_kind() -> None:
    text = "Okafor Bristol"
    spans = list(accepted(text, _words(text, ("Okafor", 0.8, 0.1), ("Bristol", 0.1, 0.8))))
    assert [span.kind for span in spans] == [SafeHarbor.NAME, SafeHarbor.GEOGRAPHY]


def test_a_clinical_word_must_be_surer_unless_it_is_of_a_place() -> None:
    assert _kept("Drainage", ("Drainage", 0.6, 0.0)) == []
    assert _kept("Drainage", ("Drainage", 0.95, 0.0)) == ["Drainage"]
    assert _kept("Drainage", ("Drainage", 0.0, 0.6)) == ["Drainage"]
    assert _kept("CABG", ("CABG", 0.6, 0.0)) == []


def test_capitals_of_no_list_must_be_surer_where_capitals_tell_something() -> None:
    assert _kept("the IVSD 11 mm", ("IVSD", 0.4, 0.0)) == []
    assert _kept("the IVSD 11 mm", ("IVSD", 0.6, 0.0)) == ["IVSD"]
    assert _kept("THE IVSD 11 MM", ("IVSD", 0.4, 0.0)) == ["IVSD"]
    assert _kept("signed by IVSD 11/2", ("IVSD", 0.4, 0.0)) == ["IVSD"]
    assert _kept("message for IVSD 11/2", ("IVSD", 0.4, 0.0)) == ["IVSD"]
    assert _kept("the IVSD stable", ("IVSD", 0.4, 0.0)) == ["IVSD"]


def test_the_sign_of_a_product_is_no_initial() -> None:
    assert _kept("384x307", ("384", 0.0, 0.0), ("x", 0.99, 0.0), ("307", 0.0, 0.0)) == []
