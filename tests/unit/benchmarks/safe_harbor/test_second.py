"""The second set is frozen, exactly labelled, as rich as the first, and shares no value of it."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import pairwise
from json import dumps

import pytest

from benchmarks.safe_harbor import clinical as first_clinical
from benchmarks.safe_harbor import dates as first_dates
from benchmarks.safe_harbor import fields as first_fields
from benchmarks.safe_harbor import identifiers as first_codes
from benchmarks.safe_harbor import locales as first_places
from benchmarks.safe_harbor import people as first_people
from benchmarks.safe_harbor import templates as first_templates
from benchmarks.safe_harbor.generator import generate as generate_first
from benchmarks.safe_harbor.locales import Locale
from benchmarks.safe_harbor.note import Note
from benchmarks.safe_harbor.people import Culture
from benchmarks.safe_harbor.second import (
    clinical,
    codes,
    dates,
    facilities,
    fields,
    people,
    places,
)
from benchmarks.safe_harbor.second.generator import generate
from benchmarks.safe_harbor.second.genres import GENRES
from benchmarks.safe_harbor.second.templates import POOLS
from residency.data.deid.safe_harbor import SafeHarbor

SEED = 20261124
# Another digest is another set: scores of the two are not compared.
DIGEST_OF_200 = "7fe5f1d13f37c7cb008977dbf2a95c580228e7c90954280718cd0b6899b59a40"
DIGEST = "44ace899d5c96c8eb5e419e5bb20232bbd8e8156e14bb56024f1264dbc1405a6"
FORMS = {  # in any case of letters; what is not named is anything
    (SafeHarbor.VEHICLE, "vin"): r"[A-HJ-NPR-Z0-9]{17}",
    (SafeHarbor.EMAIL, "work"): r"[\w.-]+@[\w.]*\w",
    (SafeHarbor.EMAIL, "personal"): r"[\w.-]+@[\w.]*\w",
    (SafeHarbor.IP, "v4"): r"\d+(\.\d+){3}",
    (SafeHarbor.IP, "v6"): r"[0-9A-F:]+",
    (SafeHarbor.SSN, "whole"): r"\d{3}[- ]?\d{2}[- ]?\d{4}",
    (SafeHarbor.SSN, "last4"): r"\d{4}",
    (SafeHarbor.DATE, "compact"): r"(19|20)\d{6}(\d{6})?",
    (SafeHarbor.DATE, "numeric"): r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}",
    (SafeHarbor.DATE, "age_90"): r"9\d|10[0-9]|(ninety|one hundred)[a-z -]*",
    (SafeHarbor.GEOGRAPHY, "zip"): r"\d{5}(-\d{4})?",
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
    assert _digest(notes[:200]) == DIGEST_OF_200
    assert _digest(notes) == DIGEST


def test_a_note_depends_on_the_seed_and_its_number_alone(notes: list[Note]) -> None:
    assert list(generate(SEED, 5)) == notes[:5]
    assert next(generate(SEED + 1, 1)) != notes[0]


def test_kinds_subclasses_and_groups_are_those_of_the_first_set(notes: list[Note]) -> None:
    first = list(generate_first(20261123, 600))
    assert {(label.kind, label.subclass) for n in notes for label in n.identifiers} == {
        (label.kind, label.subclass) for n in first for label in n.identifiers
    }
    assert {t.group for n in notes for t in n.clinical} == {
        t.group for n in first for t in n.clinical
    }


def test_each_class_comes_often_enough_to_score(notes: list[Note]) -> None:
    kinds = Counter(label.kind for note in notes for label in note.identifiers)
    assert set(kinds) == {kind for kind in SafeHarbor if kind.textual}
    assert {kind: n for kind, n in kinds.items() if n < 300} == {}
    labels = Counter((label.kind, label.subclass) for n in notes for label in n.identifiers)
    groups = Counter(term.group for note in notes for term in note.clinical)
    assert {key: n for key, n in labels.items() if n < 100} == {}
    assert {key: n for key, n in groups.items() if n < 100} == {}


def test_spans_are_in_order_never_overlap_nor_begin_or_end_at_a_space(notes: list[Note]) -> None:
    for note in notes:
        assert list(note.identifiers) == sorted(note.identifiers, key=lambda label: label.start)
        assert list(note.clinical) == sorted(note.clinical, key=lambda term: term.start)
        spans = sorted((s.start, s.end) for s in (*note.identifiers, *note.clinical))
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
        for start, end in spans:
            assert note.text[start:end]
            assert note.text[start:end] == note.text[start:end].strip()


def test_labels_hold_what_they_say(notes: list[Note]) -> None:
    for note in notes:
        for label in note.identifiers:
            form = FORMS.get((label.kind, label.subclass), r".+")
            value = note.text[label.start : label.end].replace("\n", " ")
            assert re.fullmatch(form, value, re.I), (label, value)


def test_no_field_is_left_in_the_text(notes: list[Note]) -> None:
    assert [note.text for note in notes if re.search(r"[{}\[\]]", note.text)] == []


def test_nothing_outside_the_labels_looks_like_an_identifier(notes: list[Note]) -> None:
    """Long numbers, addresses of mail and web, and whole dates stand in labels only."""
    telling = re.compile(r"\d{5,}|@\w|https?:|\b\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}\b", re.I)
    for note in notes:
        rest = list(note.text)
        for span in (*note.identifiers, *note.clinical):
            rest[span.start : span.end] = " " * (span.end - span.start)
        assert telling.findall("".join(rest)) == []


def test_headers_and_letter_case_come_as_often_as_in_the_first_set(notes: list[Note]) -> None:
    def shares(of: Sequence[Note]) -> tuple[float, float, float]:
        counts = (
            sum(bool(note.names) for note in of),
            sum(note.text.isupper() for note in of),
            sum(note.text.islower() for note in of),
        )
        return counts[0] / len(of), counts[1] / len(of), counts[2] / len(of)

    assert shares(notes) == pytest.approx((0.5, 0.12, 0.05), abs=0.03)
    assert shares(list(generate_first(20261123, 600))) == pytest.approx(
        (0.5, 0.12, 0.05), abs=0.03
    )


def test_it_is_as_varied_as_promised() -> None:
    assert sum(map(len, POOLS.values())) >= 120
    assert {part.pool for genre in GENRES for part in genre.parts} == set(POOLS)


def _people(cultures: Iterable[Culture]) -> set[str]:
    return {name for c in cultures for name in (*c.men, *c.women, *c.surnames)}


def _cities(locales: Iterable[Locale]) -> set[str]:
    return {city for locale in locales for city, _, _ in locale.cities}


def test_no_sentence_and_no_value_of_the_first_set_comes_again() -> None:
    def templates(pools: Iterable[Sequence[str]]) -> set[str]:
        return {template for pool in pools for template in pool}

    assert templates(POOLS.values()).isdisjoint(templates(first_templates.POOLS.values()))
    assert _people(people.CULTURES).isdisjoint(_people(first_people.CULTURES))
    assert set(people.AMBIGUOUS).isdisjoint(first_people.AMBIGUOUS)
    assert _cities(places.LOCALES).isdisjoint(_cities(first_places.LOCALES))
    assert set(dates.HOLIDAYS).isdisjoint(first_dates.HOLIDAYS)
    mine = {*facilities.FACILITIES, *facilities.PHARMACIES, *fields.DOMAINS, *fields.HOSTS}
    assert mine.isdisjoint((*first_fields.FACILITIES, *first_fields.DOMAINS, *first_fields.HOSTS))
    assert set(clinical.DRUGS).isdisjoint(first_clinical.DRUGS)
    for group, terms in clinical.TERMS.items():
        assert set(terms).isdisjoint(first_clinical.TERMS[group]), group
    assert set(codes.CODES) == set(first_codes.CODES)
