"""The notes are frozen, their labels exact, and every class is there often enough to score."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from itertools import pairwise
from json import dumps

import pytest

from benchmarks.safe_harbor.clinical import DRUGS, TERMS
from benchmarks.safe_harbor.generator import generate
from benchmarks.safe_harbor.note import Note
from benchmarks.safe_harbor.templates import GENRES, POOLS
from residency.data.deid.safe_harbor import SafeHarbor

SEED = 20261123
# Another digest is another set: scores of the two are not compared.
DIGEST_OF_200 = "e576eb308f0f1eeb8f0fe83992f92b859b9281de611b58463e3580f973bc7cae"
DIGEST = "ff08b75665e5c0f6a2ac857f4f49fc9e1867a51879fccca85ba4ca1752a2066b"
FORMS = {  # in any case of letters
    (SafeHarbor.VEHICLE, "vin"): r"[A-HJ-NPR-Z0-9]{17}",
    (SafeHarbor.EMAIL, "work"): r"\w[\w.]*@\w[\w.]*\w",
    (SafeHarbor.EMAIL, "personal"): r"\w[\w.]*@\w[\w.]*\w",
    (SafeHarbor.IP, "v4"): r"\d+(\.\d+){3}",
    (SafeHarbor.IP, "v6"): r"[0-9A-F:]+",
    (SafeHarbor.SSN, "whole"): r"\d{3}[- ]?\d{2}[- ]?\d{4}",
    (SafeHarbor.SSN, "last4"): r"\d{4}",
    (SafeHarbor.DATE, "compact"): r"(19|20)\d{6}",
    (SafeHarbor.DATE, "age_90"): r"9\d|10[0-9]|(ninety|one hundred)[a-z -]*",
    (SafeHarbor.GEOGRAPHY, "zip"): r"\d{5}(-\d{4})?",
    (SafeHarbor.GEOGRAPHY, "street"): r"\d+\s.*",
    (SafeHarbor.MRN, "nhs"): r"\d{3}[- ]?\d{3}[- ]?\d{4}",
    (SafeHarbor.URL, "scheme"): r"https?://\S+",
    (SafeHarbor.LICENCE, "npi"): r"1\d{9}",
}


@pytest.fixture(scope="module")
def notes() -> list[Note]:
    return list(generate(SEED, 3000))


def _digest(notes: Sequence[Note]) -> str:
    lines = [dumps(asdict(note), ensure_ascii=False) for note in notes]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_the_set_is_frozen(notes: list[Note]) -> None:
    assert _digest(list(generate(SEED, 200))) == DIGEST_OF_200
    assert _digest(notes) == DIGEST


def test_a_note_depends_on_the_seed_and_its_number_alone(notes: list[Note]) -> None:
    assert list(generate(SEED, 5)) == notes[:5]
    assert next(generate(SEED + 1, 1)) != notes[0]


def test_each_kind_that_is_text_comes_300_times(notes: list[Note]) -> None:
    kinds = Counter(label.kind for note in notes for label in note.identifiers)
    assert set(kinds) == {kind for kind in SafeHarbor if kind.textual}
    assert {kind: n for kind, n in kinds.items() if n < 300} == {}


def test_each_subclass_and_each_group_of_terms_comes_100_times(notes: list[Note]) -> None:
    labels = Counter((label.kind, label.subclass) for n in notes for label in n.identifiers)
    groups = Counter(term.group for note in notes for term in note.clinical)
    assert {key: n for key, n in labels.items() if n < 100} == {}
    assert {key: n for key, n in groups.items() if n < 100} == {}


def test_labels_and_terms_never_overlap_nor_begin_or_end_at_a_space(notes: list[Note]) -> None:
    for note in notes:
        spans = sorted((s.start, s.end) for s in (*note.identifiers, *note.clinical))
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
        for start, end in spans:
            assert note.text[start:end]
            assert note.text[start:end] == note.text[start:end].strip()


def test_labels_hold_what_they_say(notes: list[Note]) -> None:
    for note in notes:
        for label in note.identifiers:
            form = FORMS.get((label.kind, label.subclass), r".+")
            value = note.text[label.start : label.end].replace(
                "\n", " "
            )  # lines are broken anywhere
            assert re.fullmatch(form, value, re.I), (label, value)


def test_labels_are_in_the_order_of_the_text(notes: list[Note]) -> None:
    for note in notes:
        assert list(note.identifiers) == sorted(note.identifiers, key=lambda label: label.start)
        assert list(note.clinical) == sorted(note.clinical, key=lambda term: term.start)


def test_no_field_is_left_in_the_text(notes: list[Note]) -> None:
    assert [note.text for note in notes if re.search(r"[{}\[\]]", note.text)] == []


def test_about_half_of_the_notes_come_with_their_header(notes: list[Note]) -> None:
    assert 0.45 < sum(bool(note.names) for note in notes) / len(notes) < 0.55


def test_nothing_outside_the_labels_looks_like_an_identifier(notes: list[Note]) -> None:
    """Long numbers, addresses of mail and web, and whole dates stand in labels only."""
    telling = re.compile(r"\d{5,}|@\w|https?:|\b\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}\b", re.I)
    for note in notes:
        spans = (*note.identifiers, *note.clinical)
        rest = list(note.text)
        for span in spans:
            rest[span.start : span.end] = " " * (span.end - span.start)
        assert telling.findall("".join(rest).replace("20,000", "")) == []


def test_the_lists_are_as_varied_as_promised() -> None:
    assert sum(map(len, POOLS.values())) >= 150
    assert sum(map(len, TERMS.values())) + len(DRUGS) >= 300
    assert {part.pool for genre in GENRES for part in genre.parts} == set(POOLS)
