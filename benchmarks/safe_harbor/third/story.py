"""Who and what one note of the third set is about."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from benchmarks.safe_harbor.story import Story
from benchmarks.safe_harbor.third.clinical import AREAS, OF_MEN
from benchmarks.safe_harbor.third.codes import draw_code
from benchmarks.safe_harbor.third.people import draw_person, draw_relative
from benchmarks.safe_harbor.third.places import LOCALES, WEIGHTS

FIRST_VISIT = date(2010, 3, 1)
OLD_SHARE = 0.1  # of patients who are 90 or older


def draw_story(draw: Random) -> Story:
    """A new patient with a visit of the years 2010 to 2025."""
    locale = draw.choices(LOCALES, WEIGHTS)[0]
    country = locale.code
    patient = draw_person(draw, country)
    visit = FIRST_VISIT + timedelta(days=draw.randrange(15 * 365 + 200))
    years = draw.randint(90, 101) if draw.random() < OLD_SHARE else draw.randint(19, 88)
    birth = visit - timedelta(days=int(years * 365.25) + draw.randrange(5, 360))
    form = "nhs" if country == "en_GB" and draw.random() < 0.65 else ""
    form = form or draw.choice(("number", "number", "prefixed"))
    return Story(
        draw=draw,
        locale=locale,
        patient=patient,
        relative=draw_relative(draw, country, patient),
        clinicians=tuple(draw_person(draw, country) for _ in range(3)),
        birth=birth,
        visit=visit,
        record=draw_code(f"mrn.{form}", country, draw),
        record_form=form,
        accession=draw_code("other.accession", country, draw),
        city=draw.choice(locale.cities),
    )


def area(story: Story) -> str:
    """The part of the body that the note is about."""
    drawn = AREAS[story.birth.toordinal() % len(AREAS)]
    return drawn if story.patient.female else OF_MEN.get(drawn, drawn)
