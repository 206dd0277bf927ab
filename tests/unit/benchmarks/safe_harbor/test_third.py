"""The third set is frozen, exactly labelled, as rich as the two before, and written anew."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import pairwise
from json import dumps
from random import Random

import pytest

from benchmarks.safe_harbor import dates as first_dates
from benchmarks.safe_harbor import fields as first_fields
from benchmarks.safe_harbor import identifiers as first_codes
from benchmarks.safe_harbor import locales as first_places
from benchmarks.safe_harbor import people as first_people
from benchmarks.safe_harbor import templates as first_templates
from benchmarks.safe_harbor.locales import Locale
from benchmarks.safe_harbor.note import Note, Piece
from benchmarks.safe_harbor.people import Culture
from benchmarks.safe_harbor.second import dates as second_dates
from benchmarks.safe_harbor.second import facilities as second_facilities
from benchmarks.safe_harbor.second import fields as second_fields
from benchmarks.safe_harbor.second import people as second_people
from benchmarks.safe_harbor.second import places as second_places
from benchmarks.safe_harbor.second import templates as second_templates
from benchmarks.safe_harbor.second.generator import generate as generate_second
from benchmarks.safe_harbor.third import (
    clinical,
    codes,
    dates,
    facilities,
    fields,
    people,
    places,
)
from benchmarks.safe_harbor.third.generator import generate
from benchmarks.safe_harbor.third.genres import genres
from benchmarks.safe_harbor.third.said import POOLS
from benchmarks.safe_harbor.third.slips import slips
from residency.data.deid.safe_harbor import SafeHarbor

SEED = 20261125
# Another digest is another set: scores of the two are not compared.
DIGEST_OF_200 = "3266982abcd95b61fd874d491a981ca0d4dc9f98b9e163b73846158084ac2c04"
DIGEST = "01d9819613949acc432f042be5aa2a4c0833971986b502ca96e00cb7a79c17b2"
FORMS = {  # in any case of letters; what is not named is anything
    (SafeHarbor.VEHICLE, "vin"): r"[A-HJ-NPR-Z0-9]{17}",
    (SafeHarbor.EMAIL, "work"): r"[\w.-]+@[\w.]*\w",
    (SafeHarbor.EMAIL, "personal"): r"[\w.-]+@[\w.]*\w",
    (SafeHarbor.IP, "v4"): r"\d+(\.\d+){3}",
    (SafeHarbor.IP, "v6"): r"[0-9A-F:]+",
    (SafeHarbor.SSN, "whole"): r"\d{3}[- ]?\d{2}[- ]?\d{4}",
    (SafeHarbor.SSN, "last4"): r"\d{4}",
    (SafeHarbor.DATE, "compact"): r"(19|20)\d{6}(\d{4}|\d{6})?",
    (SafeHarbor.DATE, "numeric"): r"\d{1,4} ?[-/.] ?\d{1,2} ?[-/.] ?\d{1,4}",
    (SafeHarbor.DATE, "age_90"): r"9\d|10[0-9]|(ninety|a hundred)[a-z -]*",
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


def test_kinds_subclasses_and_groups_are_those_of_the_second_set(notes: list[Note]) -> None:
    second = list(generate_second(20261124, 600))
    assert {(label.kind, label.subclass) for n in notes for label in n.identifiers} == {
        (label.kind, label.subclass) for n in second for label in n.identifiers
    }
    assert {t.group for n in notes for t in n.clinical} == {
        t.group for n in second for t in n.clinical
    }


def test_each_class_comes_often_enough_to_score(notes: list[Note]) -> None:
    kinds = Counter(label.kind for note in notes for label in note.identifiers)
    assert set(kinds) == {kind for kind in SafeHarbor if kind.textual}
    assert {kind: n for kind, n in kinds.items() if n < 300} == {}
    labels = Counter((label.kind, label.subclass) for n in notes for label in n.identifiers)
    groups = Counter(term.group for note in notes for term in note.clinical)
    assert {key: n for key, n in labels.items() if n < 100} == {}
    assert {key: n for key, n in groups.items() if n < 300} == {}


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


def test_headers_and_letter_case_come_as_often_as_in_the_sets_before(notes: list[Note]) -> None:
    counts = (
        sum(bool(note.names) for note in notes),
        sum(note.text.isupper() for note in notes),
        sum(note.text.islower() for note in notes),
    )
    assert [count / len(notes) for count in counts] == pytest.approx([0.5, 0.12, 0.05], abs=0.03)


def test_ambiguous_names_have_about_their_natural_share(notes: list[Note]) -> None:
    names = [label for n in notes for label in n.identifiers if label.kind is SafeHarbor.NAME]
    assert 0.03 < sum(label.subclass == "ambiguous" for label in names) / len(names) < 0.07


def test_slips_change_letters_only_and_never_a_number() -> None:
    typed = [slips(Random(seed)) for seed in range(300)]
    words = Piece("considerable thickening of the gallbladder wall, 12 mm, stable " * 3)
    changed = [one for one in typed if one(words) != words]
    assert 0 < len(changed) < 150
    number = Piece("ABCDEFGH", SafeHarbor.MRN, "number")
    assert [one(number) for one in typed] == [number] * 300


def test_it_is_as_varied_as_promised() -> None:
    assert sum(map(len, POOLS.values())) >= 400
    every = {
        part.pool
        for locale in places.LOCALES
        for area in clinical.BY_AREA["anatomy"]
        for genre in genres(locale.code, area)
        for part in genre.parts
    }
    assert every == set(POOLS)


def _people(cultures: Iterable[Culture]) -> set[str]:
    return {name for c in cultures for name in c.surnames}


def _cities(locales: Iterable[Locale]) -> set[str]:
    return {city for locale in locales for city, _, _ in locale.cities}


def test_no_sentence_and_no_value_of_the_sets_before_comes_again() -> None:
    def templates(pools: Iterable[Sequence[str]]) -> set[str]:
        return {template for pool in pools for template in pool}

    mine = templates(POOLS.values())
    assert mine.isdisjoint(templates(first_templates.POOLS.values()))
    assert mine.isdisjoint(templates(second_templates.POOLS.values()))
    surnames = _people(people.CULTURES)
    assert surnames.isdisjoint(_people((*first_people.CULTURES, *second_people.CULTURES)))
    before = {*first_people.AMBIGUOUS, *second_people.AMBIGUOUS}
    assert set(people.AMBIGUOUS) & before == people.TAKEN_BY_DESIGN
    assert _cities(places.LOCALES).isdisjoint(
        _cities((*first_places.LOCALES, *second_places.LOCALES))
    )
    holidays = {day for days in dates.HOLIDAYS.values() for day in days}
    assert holidays.isdisjoint((*first_dates.HOLIDAYS, *second_dates.HOLIDAYS))
    facilities_now = templates(
        (*facilities.FACILITIES.values(), *facilities.PHARMACIES.values(), fields.HOSTS)
    )
    assert facilities_now.isdisjoint((*first_fields.FACILITIES, *first_fields.HOSTS))
    assert facilities_now.isdisjoint((*second_facilities.FACILITIES, *second_fields.HOSTS))
    assert set(codes.CODES) == set(first_codes.CODES)
