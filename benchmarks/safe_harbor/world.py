"""The world that a set of notes is drawn from: its people, places and the years of the visits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from benchmarks.safe_harbor.locales import Locale
from benchmarks.safe_harbor.people import Culture, Person
from benchmarks.safe_harbor.story import Story

AMBIGUOUS_SHARE = 0.12  # of names of the cultures whose surnames may be other words
SAME_SURNAME_SHARE = 0.65  # of relatives
NHS_SHARE = 0.65  # of British records
MIDDLES = "AABCDEFGHJJJKLLMMMNPRRSTVW"


@dataclass(frozen=True, slots=True)
class Population:
    """Who is met in a country's hospitals, patients and staff alike, with weights.

    `ambiguous` are surnames that are also words, months, body parts, eponyms or places; they come
    in the cultures named `ambiguous_in`.
    """

    origins: Mapping[str, tuple[tuple[Culture, int], ...]]
    ambiguous_in: tuple[Culture, ...]
    ambiguous: tuple[str, ...]

    def person(self, draw: Random, country: str) -> Person:
        """Somebody new in a hospital of the country."""
        cultures = self.origins[country]
        culture = draw.choices([c for c, _ in cultures], [weight for _, weight in cultures])[0]
        female = draw.random() < 0.5
        given = draw.choice(culture.women if female else culture.men)
        ambiguous = culture in self.ambiguous_in and draw.random() < AMBIGUOUS_SHARE
        surname = draw.choice(self.ambiguous if ambiguous else culture.surnames)
        return Person(given, draw.choice(MIDDLES), surname, female, ambiguous)

    def relative(self, draw: Random, country: str, of: Person) -> Person:
        """Somebody of the other sex, mostly of the same surname."""
        person = self.person(draw, country)
        while person.female == of.female:
            person = self.person(draw, country)
        if draw.random() < SAME_SURNAME_SHARE:
            return replace(person, surname=of.surname, ambiguous=of.ambiguous)
        return person


@dataclass(frozen=True, slots=True)
class World:
    """All that a story is drawn from. `code` makes a number: its name, the country, the draw."""

    locales: tuple[Locale, ...]
    weights: tuple[int, ...]
    population: Population
    code: Callable[[str, str, Random], str]
    first_visit: date
    days: int  # in which visits lie
    old_share: float  # of patients who are 90 or older

    def story(self, draw: Random) -> Story:
        """A new patient with a visit."""
        locale = draw.choices(self.locales, self.weights)[0]
        country = locale.code
        patient = self.population.person(draw, country)
        visit = self.first_visit + timedelta(days=draw.randrange(self.days))
        old = draw.random() < self.old_share
        years = draw.randint(90, 101) if old else draw.randint(19, 88)
        birth = visit - timedelta(days=int(years * 365.25) + draw.randrange(5, 360))
        form = "nhs" if country == "en_GB" and draw.random() < NHS_SHARE else ""
        form = form or draw.choice(("number", "number", "prefixed"))
        return Story(
            draw=draw,
            locale=locale,
            patient=patient,
            relative=self.population.relative(draw, country, patient),
            clinicians=tuple(self.population.person(draw, country) for _ in range(3)),
            birth=birth,
            visit=visit,
            record=self.code(f"mrn.{form}", country, draw),
            record_form=form,
            accession=self.code("other.accession", country, draw),
            city=draw.choice(locale.cities),
        )
