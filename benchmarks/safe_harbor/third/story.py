"""Who and what one note of the third set is about."""

from __future__ import annotations

from datetime import date

from benchmarks.safe_harbor.story import Story
from benchmarks.safe_harbor.third.clinical import AREAS, OF_MEN
from benchmarks.safe_harbor.third.codes import draw_code
from benchmarks.safe_harbor.third.people import POPULATION
from benchmarks.safe_harbor.third.places import LOCALES, WEIGHTS
from benchmarks.safe_harbor.world import World

WORLD = World(
    LOCALES,
    WEIGHTS,
    POPULATION,
    draw_code,
    first_visit=date(2010, 3, 1),
    days=15 * 365 + 200,
    old_share=0.1,
)


def area(story: Story) -> str:
    """The part of the body that the note is about."""
    drawn = AREAS[story.birth.toordinal() % len(AREAS)]
    return drawn if story.patient.female else OF_MEN.get(drawn, drawn)
