"""The fields of a template of the fourth set: those of the third, with its own words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from benchmarks.safe_harbor.fourth import dates
from benchmarks.safe_harbor.fourth.clinical import draw_term
from benchmarks.safe_harbor.fourth.codes import draw_code
from benchmarks.safe_harbor.fourth.people import in_header, in_prose
from benchmarks.safe_harbor.fourth.places import COUNTRIES, NAMED, by_country
from benchmarks.safe_harbor.note import Piece
from benchmarks.safe_harbor.pieces import Field, clinician, named, near
from benchmarks.safe_harbor.story import Story
from benchmarks.safe_harbor.third.dates import numeric
from benchmarks.safe_harbor.third.fields import FIELDS as THIRD
from benchmarks.safe_harbor.third.fields import HOSPITAL, account_of, drawer, facility, page_of
from benchmarks.safe_harbor.third.fields import tagged as tagged_by
from benchmarks.safe_harbor.wordlists import listed
from residency.data.deid.safe_harbor import SafeHarbor as Kind

TAGS = listed(Path(__file__).with_name("words") / "tags.txt")
HOLIDAYS, WORK_DOMAINS = by_country("holidays"), by_country("work")
NHS_TAGS = ("NHS No.", "NHS no", "NHS Number", "NHS#")


def _dr_header(story: Story) -> Piece:
    person = clinician(story)
    return named(person, in_header(person, story.draw), "clinician")


def _dr(story: Story) -> Piece:
    person = clinician(story)
    return named(person, in_prose(person, story.draw), "clinician")


def _date(story: Story, when: date) -> Piece:
    if story.draw.random() < 0.6:
        return Piece(numeric(when, story.locale.day_first, story.draw), Kind.DATE, "numeric")
    return Piece(dates.written(when, story.locale.day_first, story.draw), Kind.DATE, "written")


def _birth(story: Story) -> Piece:
    if story.draw.random() < 0.7:
        return THIRD["dob.numeric"](story)
    text = dates.written(story.birth, story.locale.day_first, story.draw, weekday=False)
    return Piece(text, Kind.DATE, "written")


def _partial(story: Story) -> Piece:
    when = story.visit - timedelta(days=story.draw.randrange(60))
    return Piece(dates.partial(when, story.locale.day_first, story.draw), Kind.DATE, "partial")


def _email(story: Story) -> Piece:
    person = story.draw.choice((story.patient, story.patient, story.relative))
    text = f"{account_of(story, person)}@{story.draw.choice(NAMED['domains'])}"
    return Piece(text, Kind.EMAIL, "personal")


def _work_email(story: Story) -> Piece:
    domain = story.draw.choice(WORK_DOMAINS[story.locale.code])
    return Piece(f"{account_of(story, clinician(story))}@{domain}", Kind.EMAIL, "work")


def _url(story: Story) -> Piece:
    text = f"https://{story.draw.choice(NAMED['hosts'])}{page_of(story)}"
    return Piece(text, Kind.URL, "scheme")


def _bare_url(story: Story) -> Piece:
    return Piece(f"{story.draw.choice(NAMED['hosts'])}{page_of(story)}", Kind.URL, "bare")


def _ssn(story: Story) -> Piece:
    form = "whole" if story.locale.code == "en_US" else "national"
    return Piece(draw_code(f"ssn.{form}", story.locale.code, story.draw), Kind.SSN, form)


def _tagged(what: str) -> Field:
    return tagged_by({code: TAGS[f"{what} {code}"] for code in COUNTRIES})


def _mrn_tag(story: Story) -> Piece:
    if story.record_form == "nhs":
        return Piece(story.draw.choice(NHS_TAGS))
    return _tagged("mrn")(story)


FIELDS: Mapping[str, Field] = {
    **THIRD,
    "patient": lambda s: named(s.patient, in_header(s.patient, s.draw), "patient"),
    "patient.prose": lambda s: named(s.patient, in_prose(s.patient, s.draw), "patient"),
    "dr": _dr,
    "dr.header": _dr_header,
    "relative": lambda s: named(s.relative, in_prose(s.relative, s.draw), "relative"),
    "facility": facility(by_country()),
    "hospital": facility(by_country(), HOSPITAL),
    "pharmacy": facility(by_country("pharmacy")),
    "dob": _birth,
    "visit": lambda s: _date(s, s.visit),
    "date": lambda s: _date(s, near(s)),
    "recent": lambda s: _date(s, s.visit - timedelta(days=s.draw.randint(1, 14))),
    "soon": lambda s: _date(s, s.visit + timedelta(days=s.draw.randrange(3, 120))),
    "partial": _partial,
    "holiday": lambda s: Piece(s.draw.choice(HOLIDAYS[s.locale.code]), Kind.DATE, "holiday"),
    "email": _email,
    "email.work": _work_email,
    "url": _url,
    "url.bare": _bare_url,
    "ssn": _ssn,
    "mrn.tag": _mrn_tag,
    "public.tag": _tagged("public"),
    "national.tag": _tagged("national"),
}
draw_field = drawer(FIELDS, draw_term, draw_code)
