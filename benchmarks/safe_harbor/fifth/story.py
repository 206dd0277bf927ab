"""Who and what one note of the fifth set is about."""

from __future__ import annotations

from datetime import date

from benchmarks.safe_harbor.fifth.codes import draw_code
from benchmarks.safe_harbor.fifth.people import POPULATION
from benchmarks.safe_harbor.fifth.places import LOCALES, WEIGHTS
from benchmarks.safe_harbor.story import Story
from benchmarks.safe_harbor.third.clinical import OF_MEN
from benchmarks.safe_harbor.world import World

WORLD = World(
    LOCALES,
    WEIGHTS,
    POPULATION,
    draw_code,
    first_visit=date(2010, 6, 7),
    days=15 * 365,
    old_share=0.08,
)
SHARES = {  # of patients, by the part of the body that brings them
    "chest": 7,
    "abdomen": 5,
    "joint": 4,
    "brain": 4,
    "heart": 2,
    "spine": 3,
    "urology": 2,
    "pelvis": 2,
    "breast": 3,
}
AREAS = tuple(area for area, share in SHARES.items() for _ in range(share))


def area(story: Story) -> str:
    """The part of the body that the note is about."""
    drawn = AREAS[story.birth.toordinal() % len(AREAS)]
    return drawn if story.patient.female else OF_MEN.get(drawn, drawn)
