"""Who and what one note of the second set is about."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from benchmarks.safe_harbor.second.codes import CODES
from benchmarks.safe_harbor.second.people import draw_person
from benchmarks.safe_harbor.second.places import LOCALES, WEIGHTS
from benchmarks.safe_harbor.story import Story

FIRST_VISIT = date(2012, 2, 6)
OLD_SHARE = 0.3  # of patients who are 90 or older, as in the first set


def draw_story(draw: Random) -> Story:
    """A new patient with a visit of the years 2012 to 2025."""
    locale = draw.choices(LOCALES, WEIGHTS)[0]
    patient = draw_person(draw)
    visit = FIRST_VISIT + timedelta(days=draw.randrange(13 * 365))
    years = draw.randint(90, 102) if draw.random() < OLD_SHARE else draw.randint(20, 88)
    birth = visit - timedelta(days=int(years * 365.25) + draw.randrange(5, 360))
    form = "nhs" if locale.code == "en_GB" and draw.random() < 0.7 else ""
    form = form or draw.choice(("number", "number", "prefixed"))
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
