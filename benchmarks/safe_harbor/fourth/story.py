"""Who and what one note of the fourth set is about."""

from __future__ import annotations

from datetime import date

from benchmarks.safe_harbor.fourth.codes import draw_code
from benchmarks.safe_harbor.fourth.people import POPULATION
from benchmarks.safe_harbor.fourth.places import LOCALES, WEIGHTS
from benchmarks.safe_harbor.world import World

WORLD = World(
    LOCALES,
    WEIGHTS,
    POPULATION,
    draw_code,
    first_visit=date(2011, 2, 7),
    days=15 * 365,
    old_share=0.08,
)
