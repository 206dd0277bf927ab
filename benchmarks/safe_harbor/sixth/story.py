"""Who and what one note of the sixth set is about."""

from __future__ import annotations

from datetime import date

from benchmarks.safe_harbor.sixth.codes import draw_code
from benchmarks.safe_harbor.sixth.people import POPULATION
from benchmarks.safe_harbor.sixth.places import LOCALES, WEIGHTS
from benchmarks.safe_harbor.story import Story
from benchmarks.safe_harbor.third.clinical import OF_MEN
from benchmarks.safe_harbor.world import World

WORLD = World(
    LOCALES,
    WEIGHTS,
    POPULATION,
    draw_code,
    first_visit=date(2011, 3, 14),
    days=15 * 365,
    old_share=0.08,
)
SHARES = {  # of patients, by the part of the body that brings them
    "chest": 7,
    "abdomen": 6,
    "joint": 5,
    "brain": 4,
    "heart": 3,
    "spine": 3,
    "urology": 2,
    "pelvis": 3,
    "breast": 3,
    "neck": 2,
    "vessel": 2,
}
AREAS = tuple(area for area, share in SHARES.items() for _ in range(share))


def area(story: Story) -> str:
    """The part of the body that the note is about."""
    drawn = AREAS[story.birth.toordinal() % len(AREAS)]
    return drawn if story.patient.female else OF_MEN.get(drawn, drawn)
