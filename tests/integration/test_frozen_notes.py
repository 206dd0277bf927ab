"""Each set is frozen, its labels exact, and every class is there often enough to score."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from itertools import pairwise
from json import dumps

import pytest

from benchmarks.safe_harbor.note import ClinicalTerm, Label, Note
from benchmarks.text_deidentification import NOTES, SETS
from residency.data.deid.safe_harbor import SafeHarbor

# Another digest is another set: scores of the two are not compared.
DIGESTS = {
    "first": "ff08b75665e5c0f6a2ac857f4f49fc9e1867a51879fccca85ba4ca1752a2066b",
    "second": "44ace899d5c96c8eb5e419e5bb20232bbd8e8156e14bb56024f1264dbc1405a6",
    "third": "01d9819613949acc432f042be5aa2a4c0833971986b502ca96e00cb7a79c17b2",
    "fourth": "3dd6279870b6ab1f96e9dbf7028d62752d377089c2132d32ae2c218b66894ab1",
    "fifth": "b0b6687e2f5e9a780af181e2c5221d5a37a3d9bf6c27adfd864304a62b9e18ad",
    "sixth": "1d8480e7dd7fce04513407a52a8b7a6b16b285143d2aa6d96a57c56d4a7c9006",
}
FORMS = {  # in any case of letters; what is not named is anything
    (SafeHarbor.VEHICLE, "vin"): r"[A-HJ-NPR-Z0-9]{17}",
    (SafeHarbor.EMAIL, "work"): r"[\w.-]+@[\w.-]*\w",
    (SafeHarbor.EMAIL, "personal"): r"[\w.-]+@[\w.-]*\w",
    (SafeHarbor.IP, "v4"): r"\d+(\.\d+){3}",
    (SafeHarbor.IP, "v6"): r"[0-9A-F:]+",
    (SafeHarbor.SSN, "whole"): r"\d{3}[- ]?\d{2}[- ]?\d{4}",
    (SafeHarbor.SSN, "last4"): r"\d{4}",
    (SafeHarbor.DATE, "compact"): r"(19|20)\d{6}(\d{4}|\d{6})?",
    (SafeHarbor.DATE, "numeric"): r"\d{1,4} ?[-/.] ?\d{1,2} ?[-/.] ?\d{1,4}",
    (SafeHarbor.DATE, "age_90"): r"9\d|10[0-9]|(ninety|one hundred|a hundred)[a-z -]*",
    (SafeHarbor.GEOGRAPHY, "zip"): r"\d{5}(-\d{4})?",
    (SafeHarbor.MRN, "nhs"): r"\d{3}[- ]?\d{3}[- ]?\d{4}",
    (SafeHarbor.URL, "scheme"): r"https?://\S+",
    (SafeHarbor.LICENCE, "npi"): r"1\d{9}",
}
TELLING = re.compile(r"\d{5,}|@\w|https?:|\b\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}\b", re.I)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A set, whole."""

    name: str
    notes: tuple[Note, ...]

    @property
    def subclasses(self) -> Counter[tuple[SafeHarbor, str]]:
        return Counter((one.kind, one.subclass) for n in self.notes for one in n.identifiers)

    @property
    def groups(self) -> Counter[str]:
        return Counter(term.group for n in self.notes for term in n.clinical)


@cache
def _whole(name: str) -> Drawn:
    generate, seed = SETS[name]
    return Drawn(name, tuple(generate(seed, NOTES)))


@pytest.fixture(scope="module", params=SETS)
def drawn(request: pytest.FixtureRequest) -> Drawn:
    return _whole(request.param)


def _spans(note: Note) -> list[Label | ClinicalTerm]:
    return sorted((*note.identifiers, *note.clinical), key=lambda one: one.start)


def _members(one: Note | Label | ClinicalTerm) -> Mapping[str, object]:
    return {field.name: getattr(one, field.name) for field in fields(one)}


def test_the_set_is_frozen(drawn: Drawn) -> None:
    lines = [dumps(note, ensure_ascii=False, default=_members) for note in drawn.notes]
    assert hashlib.sha256("\n".join(lines).encode()).hexdigest() == DIGESTS[drawn.name]


def test_a_note_depends_on_the_seed_and_its_number_alone(drawn: Drawn) -> None:
    generate, seed = SETS[drawn.name]
    assert tuple(generate(seed, 5)) == drawn.notes[:5]
    assert next(generate(seed + 1, 1)) != drawn.notes[0]


def test_each_class_comes_often_enough_to_score(drawn: Drawn) -> None:
    kinds: Counter[SafeHarbor] = Counter()
    for (kind, _), count in drawn.subclasses.items():
        kinds[kind] += count
    assert set(kinds) == {kind for kind in SafeHarbor if kind.textual}
    assert {kind: n for kind, n in kinds.items() if n < 300} == {}
    assert {key: n for key, n in drawn.subclasses.items() if n < 100} == {}
    assert {key: n for key, n in drawn.groups.items() if n < 100} == {}


def test_no_set_is_poorer_than_the_first(drawn: Drawn) -> None:
    first = _whole("first")
    assert set(drawn.subclasses) >= set(first.subclasses)
    assert set(drawn.groups) == set(first.groups)


def test_spans_are_in_order_never_overlap_nor_begin_or_end_at_a_space(drawn: Drawn) -> None:
    for note in drawn.notes:
        for spans in (note.identifiers, note.clinical):
            assert all(one.start < two.start for one, two in pairwise(spans))
        assert all(before.end <= after.start for before, after in pairwise(_spans(note)))
        for span in _spans(note):
            value = note.text[span.start : span.end]
            assert value
            assert value == value.strip()


def test_labels_hold_what_they_say(drawn: Drawn) -> None:
    for note in drawn.notes:
        for label in note.identifiers:
            form = FORMS.get((label.kind, label.subclass))
            value = note.text[label.start : label.end].replace("\n", " ")
            assert form is None or re.fullmatch(form, value, re.I), (label, value)


def test_nothing_outside_the_labels_looks_like_an_identifier(drawn: Drawn) -> None:
    """Long numbers, addresses of mail and web, whole dates and fields not drawn: none is left."""
    for note in drawn.notes:
        ends = [0, *(span.end for span in _spans(note))]
        starts = [*(span.start for span in _spans(note)), len(note.text)]
        rest = " ".join(note.text[a:b] for a, b in zip(ends, starts, strict=True))
        assert TELLING.findall(rest.replace("20,000", "")) == []
        assert not re.search(r"[{}\[\]]", note.text)


def test_headers_and_letter_case_come_as_often_in_every_set(drawn: Drawn) -> None:
    counts = (
        sum(bool(note.names) for note in drawn.notes),
        sum(note.text.isupper() for note in drawn.notes),
        sum(note.text.islower() for note in drawn.notes),
    )
    shares = [count / len(drawn.notes) for count in counts]
    assert shares == pytest.approx([0.5, 0.12, 0.05], abs=0.03)
