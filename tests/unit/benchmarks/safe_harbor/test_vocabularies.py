"""The sets are as varied as promised, and what one says no other says again."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations
from random import Random

import pytest

from benchmarks.safe_harbor import clinical, dates, locales, people, templates
from benchmarks.safe_harbor import fields as first_fields
from benchmarks.safe_harbor.fifth import people as fifth_people
from benchmarks.safe_harbor.fifth import places as fifth_places
from benchmarks.safe_harbor.fifth import templates as fifth_templates
from benchmarks.safe_harbor.fifth.clinical import TERMS as FIFTH_TERMS
from benchmarks.safe_harbor.fifth.fields import OF_SET as FIFTH
from benchmarks.safe_harbor.fifth.generator import generate as generate_fifth
from benchmarks.safe_harbor.fifth.spelling import american as fifth_american
from benchmarks.safe_harbor.fourth import people as fourth_people
from benchmarks.safe_harbor.fourth import places as fourth_places
from benchmarks.safe_harbor.fourth import templates as fourth_templates
from benchmarks.safe_harbor.fourth.clinical import TERMS as FOURTH_TERMS
from benchmarks.safe_harbor.fourth.fields import WORDS as FOURTH
from benchmarks.safe_harbor.fourth.generator import generate as generate_fourth
from benchmarks.safe_harbor.locales import Locale
from benchmarks.safe_harbor.note import Note, Piece
from benchmarks.safe_harbor.people import Culture
from benchmarks.safe_harbor.second import clinical as second_clinical
from benchmarks.safe_harbor.second import dates as second_dates
from benchmarks.safe_harbor.second import facilities as second_facilities
from benchmarks.safe_harbor.second import fields as second_fields
from benchmarks.safe_harbor.second import genres as second_genres
from benchmarks.safe_harbor.second import people as second_people
from benchmarks.safe_harbor.second import places as second_places
from benchmarks.safe_harbor.second import templates as second_templates
from benchmarks.safe_harbor.sixth import people as sixth_people
from benchmarks.safe_harbor.sixth import places as sixth_places
from benchmarks.safe_harbor.sixth import templates as sixth_templates
from benchmarks.safe_harbor.sixth.clinical import TERMS as SIXTH_TERMS
from benchmarks.safe_harbor.sixth.fields import OF_SET as SIXTH
from benchmarks.safe_harbor.sixth.generator import generate as generate_sixth
from benchmarks.safe_harbor.sixth.spelling import american as sixth_american
from benchmarks.safe_harbor.templates import Genre
from benchmarks.safe_harbor.third import clinical as third_clinical
from benchmarks.safe_harbor.third import dates as third_dates
from benchmarks.safe_harbor.third import facilities as third_facilities
from benchmarks.safe_harbor.third import fields as third_fields
from benchmarks.safe_harbor.third import generator as third_generator
from benchmarks.safe_harbor.third import genres as third_genres
from benchmarks.safe_harbor.third import people as third_people
from benchmarks.safe_harbor.third import places as third_places
from benchmarks.safe_harbor.third import said as third_said
from benchmarks.safe_harbor.third.slips import slips
from residency.data.deid.safe_harbor import SafeHarbor

Generate = Callable[[int, int], Iterator[Note]]
Respell = Callable[[Piece], Piece]
GENERATED = ("third", "fourth", "fifth", "sixth")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a set is made of."""

    pools: Mapping[str, tuple[str, ...]]
    genres: Iterable[Genre]
    cultures: Iterable[Culture]
    ambiguous: Iterable[str]
    locales: Iterable[Locale]
    holidays: Iterable[str]
    named: Iterable[str]  # facilities and hosts
    least: int  # templates

    @property
    def values(self) -> Mapping[str, frozenset[str]]:
        """What must not come again, by what it is."""
        return {
            "templates": frozenset(chain(*self.pools.values())),
            "surnames": frozenset(name for c in self.cultures for name in c.surnames),
            "ambiguous": frozenset(self.ambiguous) - third_people.TAKEN_BY_DESIGN,
            "cities": frozenset(city for one in self.locales for city, _, _ in one.cities),
            "holidays": frozenset(self.holidays),
            "named": frozenset(self.named),
        }


VOCABULARIES = {
    "first": Vocabulary(
        templates.POOLS,
        templates.GENRES,
        people.CULTURES,
        people.AMBIGUOUS,
        locales.LOCALES,
        dates.HOLIDAYS,
        (*first_fields.FACILITIES, *first_fields.HOSTS),
        150,
    ),
    "second": Vocabulary(
        second_templates.POOLS,
        second_genres.GENRES,
        second_people.CULTURES,
        second_people.AMBIGUOUS,
        second_places.LOCALES,
        second_dates.HOLIDAYS,
        (*second_facilities.FACILITIES, *second_facilities.PHARMACIES, *second_fields.HOSTS),
        120,
    ),
    "third": Vocabulary(
        third_said.POOLS,
        [
            genre
            for locale in third_places.LOCALES
            for area in third_clinical.BY_AREA["anatomy"]
            for genre in third_genres.genres(locale.code, area)
        ],
        third_people.CULTURES,
        third_people.AMBIGUOUS,
        third_places.LOCALES,
        [*chain(*third_dates.HOLIDAYS.values())],
        [
            *chain(*third_facilities.FACILITIES.values()),
            *chain(*third_facilities.PHARMACIES.values()),
            *third_fields.HOSTS,
        ],
        400,
    ),
    "fourth": Vocabulary(
        fourth_templates.POOLS,
        [*chain(*map(fourth_templates.genres, fourth_places.COUNTRIES))],
        [*fourth_people.CULTURES.values()],
        fourth_people.AMBIGUOUS,
        fourth_places.LOCALES,
        [*chain(*FOURTH.by_country("holidays").values())],
        [
            *chain(*FOURTH.by_country().values()),
            *chain(*FOURTH.by_country("pharmacy").values()),
            *fourth_places.NAMED["hosts"],
        ],
        450,
    ),
    "fifth": Vocabulary(
        fifth_templates.POOLS,
        [
            genre
            for country in fifth_places.COUNTRIES
            for area in fifth_templates.EXAMINED
            for genre in fifth_templates.genres(country, area)
        ],
        [*fifth_people.CULTURES.values()],
        fifth_people.AMBIGUOUS,
        fifth_places.LOCALES,
        [*chain(*FIFTH.by_country("holidays").values())],
        [
            *chain(*FIFTH.by_country().values()),
            *chain(*FIFTH.by_country("pharmacy").values()),
            *chain(*FIFTH.by_country("hosts").values()),
        ],
        700,
    ),
    "sixth": Vocabulary(
        sixth_templates.POOLS,
        [
            genre
            for country in sixth_places.COUNTRIES
            for area in sixth_templates.EXAMINED
            for genre in sixth_templates.genres(country, area)
        ],
        [*sixth_people.CULTURES.values()],
        sixth_people.AMBIGUOUS,
        sixth_places.LOCALES,
        [*chain(*SIXTH.by_country("holidays").values())],
        [
            *chain(*SIXTH.by_country().values()),
            *chain(*SIXTH.by_country("pharmacy").values()),
            *chain(*SIXTH.by_country("hosts").values()),
        ],
        1_100,
    ),
}


@pytest.mark.parametrize("one", VOCABULARIES.values(), ids=VOCABULARIES)
def test_every_template_is_used_and_there_are_as_many_as_promised(one: Vocabulary) -> None:
    assert sum(map(len, one.pools.values())) >= one.least
    assert {part.pool for genre in one.genres for part in genre.parts} == set(one.pools)


# Common surnames, holidays and a few kinds of facilities come again in the sixth set.
ITS_OWN = {"sixth": {"templates", "cities"}}


@pytest.mark.parametrize(("one", "two"), [*combinations(VOCABULARIES, 2)])
def test_no_sentence_and_no_value_of_a_set_comes_again(one: str, two: str) -> None:
    others = VOCABULARIES[two].values
    for what, values in VOCABULARIES[one].values.items():
        if what in ITS_OWN.get(two, {what}):
            assert values & others[what] == set(), what


def test_clinical_terms_are_many_and_the_second_set_repeats_none_of_the_first() -> None:
    assert sum(map(len, clinical.TERMS.values())) + len(clinical.DRUGS) >= 300
    assert sum(map(len, FOURTH_TERMS.values())) >= 900
    assert sum(map(len, FIFTH_TERMS.values())) >= 1500
    assert sum(map(len, SIXTH_TERMS.values())) >= 1500
    assert set(second_clinical.DRUGS).isdisjoint(clinical.DRUGS)
    for group, terms in second_clinical.TERMS.items():
        assert set(terms).isdisjoint(clinical.TERMS[group]), group


@pytest.mark.parametrize(
    "generate",
    [third_generator.generate, generate_fourth, generate_fifth, generate_sixth],
    ids=GENERATED,
)
def test_ambiguous_names_have_about_their_natural_share(generate: Generate) -> None:
    notes = generate(3, 400)
    names = [one for n in notes for one in n.identifiers if one.kind is SafeHarbor.NAME]
    assert 0.02 < sum(one.subclass == "ambiguous" for one in names) / len(names) < 0.08


def test_slips_change_letters_only_and_never_a_number() -> None:
    typed = [slips(Random(seed)) for seed in range(300)]
    words = Piece("considerable thickening of the gallbladder wall, 12 mm, stable " * 3)
    changed = [one for one in typed if one(words) != words]
    assert 0 < len(changed) < 150
    number = Piece("ABCDEFGH", SafeHarbor.MRN, "number")
    assert [one(number) for one in typed] == [number] * 300


@pytest.mark.parametrize("american", [fifth_american, sixth_american], ids=["fifth", "sixth"])
def test_american_spelling_changes_words_and_no_identifier(american: Respell) -> None:
    words = Piece("Oedema of the oesophagus; an anaesthetic, HAEMATOMA", group="finding")
    read = Piece("Edema of the esophagus; an anesthetic, HEMATOMA", group="finding")
    assert american(words) == read
    name = Piece("Caecilia Grey", SafeHarbor.NAME, "patient")
    assert american(name) == name
