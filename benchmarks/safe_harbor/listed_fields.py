"""The fields of a set whose words stand in files: those of the third set, with its own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Protocol

from benchmarks.safe_harbor.note import Piece
from benchmarks.safe_harbor.people import Person
from benchmarks.safe_harbor.pieces import Field, clinician, named, near
from benchmarks.safe_harbor.story import Story
from benchmarks.safe_harbor.third.dates import numeric
from benchmarks.safe_harbor.third.fields import FIELDS as THIRD
from benchmarks.safe_harbor.third.fields import HOSPITAL, account_of, facility, page_of, tagged
from residency.data.deid.safe_harbor import SafeHarbor as Kind

NHS_TAGS = ("NHS No.", "NHS no", "NHS Number", "NHS#")


class Written(Protocol):
    """What writes a whole date with its month as a word."""

    def __call__(
        self, when: date, day_first: bool, draw: Random, *, weekday: bool = True
    ) -> str: ...


@dataclass(frozen=True, slots=True)
class Words:
    """What a set fills its fields with."""

    header: Callable[[Person, Random], str]  # a name as forms write it
    prose: Callable[[Person, Random], str]  # a name as a sentence writes it
    written: Written
    partial: Callable[[date, bool, Random], str]
    named: Mapping[str, tuple[str, ...]]  # facilities, pharmacies, holidays, domains, hosts
    tags: Mapping[str, tuple[str, ...]]  # what stands before a number
    countries: tuple[str, ...]
    code: Callable[[str, str, Random], str]

    def by_country(self, what: str = "") -> Mapping[str, tuple[str, ...]]:
        """A list of each country: `pharmacy`, `holidays`; facilities where nothing is said."""
        return {code: self.named[f"{what} {code}".strip()] for code in self.countries}

    def tagged(self, what: str) -> Field:
        """What stands before a number of the kind, in the country of the note."""
        return tagged({code: self.tags[f"{what} {code}"] for code in self.countries})

    def date(self, story: Story, when: date) -> Piece:
        """A whole date, mostly in figures."""
        if story.draw.random() < 0.6:
            text = numeric(when, story.locale.day_first, story.draw)
            return Piece(text, Kind.DATE, "numeric")
        text = self.written(when, story.locale.day_first, story.draw)
        return Piece(text, Kind.DATE, "written")

    def birth(self, story: Story) -> Piece:
        """A date of birth: without the day of the week."""
        if story.draw.random() < 0.7:
            return THIRD["dob.numeric"](story)
        text = self.written(story.birth, story.locale.day_first, story.draw, weekday=False)
        return Piece(text, Kind.DATE, "written")

    def day(self, story: Story) -> Piece:
        """A day of the two months before the visit, without the year."""
        when = story.visit - timedelta(days=story.draw.randrange(60))
        return Piece(self.partial(when, story.locale.day_first, story.draw), Kind.DATE, "partial")

    def ssn(self, story: Story) -> Piece:
        """The number of the country that stands for the American one."""
        form = "whole" if story.locale.code == "en_US" else "national"
        return Piece(self.code(f"ssn.{form}", story.locale.code, story.draw), Kind.SSN, form)

    def email(self, story: Story) -> Piece:
        """Of the patient or a relative."""
        person = story.draw.choice((story.patient, story.patient, story.relative))
        text = f"{account_of(story, person)}@{story.draw.choice(self.named['domains'])}"
        return Piece(text, Kind.EMAIL, "personal")

    def work_email(self, story: Story) -> Piece:
        """Of one of those who look after the patient."""
        domain = story.draw.choice(self.named[f"work {story.locale.code}"])
        return Piece(f"{account_of(story, clinician(story))}@{domain}", Kind.EMAIL, "work")

    def page(self, story: Story) -> str:
        """A page about the patient, without a scheme."""
        of_country = f"hosts {story.locale.code}"
        hosts = self.named[of_country if of_country in self.named else "hosts"]
        return f"{story.draw.choice(hosts)}{page_of(story)}"


def _dr(form: Callable[[Person, Random], str]) -> Field:
    def one(story: Story) -> Piece:
        person = clinician(story)
        return named(person, form(person, story.draw), "clinician")

    return one


def _mrn_tag(tag: Field) -> Field:
    """What stands before the number of the record."""

    def one(story: Story) -> Piece:
        if story.record_form == "nhs":
            return Piece(story.draw.choice(NHS_TAGS))
        return tag(story)

    return one


def fields_of(words: Words) -> Mapping[str, Field]:
    """All fields of a set by name."""
    header, prose, written = words.header, words.prose, words.date
    holidays = words.by_country("holidays")
    return {
        **THIRD,
        "patient": lambda s: named(s.patient, header(s.patient, s.draw), "patient"),
        "patient.prose": lambda s: named(s.patient, prose(s.patient, s.draw), "patient"),
        "dr": _dr(prose),
        "dr.header": _dr(header),
        "relative": lambda s: named(s.relative, prose(s.relative, s.draw), "relative"),
        "facility": facility(words.by_country()),
        "hospital": facility(words.by_country(), HOSPITAL),
        "pharmacy": facility(words.by_country("pharmacy")),
        "dob": words.birth,
        "visit": lambda s: written(s, s.visit),
        "date": lambda s: written(s, near(s)),
        "recent": lambda s: written(s, s.visit - timedelta(days=s.draw.randint(1, 14))),
        "soon": lambda s: written(s, s.visit + timedelta(days=s.draw.randrange(3, 120))),
        "partial": words.day,
        "holiday": lambda s: Piece(s.draw.choice(holidays[s.locale.code]), Kind.DATE, "holiday"),
        "email": words.email,
        "email.work": words.work_email,
        "url": lambda s: Piece(f"https://{words.page(s)}", Kind.URL, "scheme"),
        "url.bare": lambda s: Piece(words.page(s), Kind.URL, "bare"),
        "ssn": words.ssn,
        "mrn.tag": _mrn_tag(words.tagged("mrn")),
        "public.tag": words.tagged("public"),
        "national.tag": words.tagged("national"),
    }
