"""Who and what one note is about: all that its sentences must agree on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from benchmarks.safe_harbor.identifiers import CODES
from benchmarks.safe_harbor.locales import LOCALES, WEIGHTS, Locale
from benchmarks.safe_harbor.people import Person, draw_person

FIRST_VISIT = date(2009, 1, 5)
OLD_SHARE = 0.3  # of patients who are 90 or older: the class is rare, and must be measured


@dataclass(frozen=True, slots=True)
class Story:
    """One patient at one visit. `draw` gives all else, in the order in which it is asked."""

    draw: Random
    locale: Locale
    patient: Person
    relative: Person
    clinicians: tuple[Person, ...]
    birth: date
    visit: date
    record: str  # the medical record number
    record_form: str  # its subclass
    accession: str
    city: tuple[str, str, str]  # city, county, state

    @property
    def age(self) -> int:
        """In whole years, at the visit."""
        before = (self.visit.month, self.visit.day) < (self.birth.month, self.birth.day)
        return self.visit.year - self.birth.year - before


def draw_story(draw: Random) -> Story:
    """A new patient with a visit of the years 2009 to 2023."""
    locale = draw.choices(LOCALES, WEIGHTS)[0]
    patient = draw_person(draw)
    visit = FIRST_VISIT + timedelta(days=draw.randrange(15 * 365))
    years = draw.randint(90, 103) if draw.random() < OLD_SHARE else draw.randint(19, 88)
    birth = visit - timedelta(days=int(years * 365.25) + draw.randrange(5, 360))
    form = _record_form(locale, draw)
    return Story(
        draw=draw,
        locale=locale,
        patient=patient,
        relative=draw_person(draw, patient.surname if draw.random() < 0.6 else None),
        clinicians=tuple(draw_person(draw) for _ in range(3)),
        birth=birth,
        visit=visit,
        record=CODES[f"mrn.{form}"](draw),
        record_form=form,
        accession=CODES["other.accession"](draw),
        city=draw.choice(locale.cities),
    )


def _record_form(locale: Locale, draw: Random) -> str:
    if locale.code == "en_GB" and draw.random() < 0.7:
        return "nhs"
    return draw.choice(("number", "number", "prefixed"))
