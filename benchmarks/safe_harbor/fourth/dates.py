"""Forms of dates of the fourth set: those of the third, and some that no earlier set has."""

from __future__ import annotations

from datetime import date
from random import Random

from benchmarks.safe_harbor.dates import MONTHS, ordinal
from benchmarks.safe_harbor.third import dates as third

OWN_SHARE = 0.15


def written(when: date, day_first: bool, draw: Random, *, weekday: bool = True) -> str:
    """A whole date with its month as a word."""
    if draw.random() >= OWN_SHARE:
        return third.written(when, day_first, draw, weekday=weekday)
    short, year = MONTHS[when.month - 1][:3], when.year
    forms = (
        f"{when.day:02}{short.upper()}{year}",
        f"{when.day:02}{short}{year % 100:02}",
        f"{year}-{short}-{when.day:02}",
        f"{when.day} {short} {year % 100:02}" if day_first else f"{short} {when.day} {year}",
        f"{when.day}/{short}/{year}",
    )
    return draw.choice(forms)


def partial(when: date, day_first: bool, draw: Random) -> str:
    """A day and a month without the year."""
    if draw.random() >= OWN_SHARE:
        return third.partial(when, day_first, draw)
    month, day = MONTHS[when.month - 1], third.DAYS[when.weekday()][:3]
    forms = (
        f"{when.day}-{month[:3]}",
        f"{when.day:02}{month[:3].upper()}",
        f"{day} {when.day} {month[:3]}" if day_first else f"{day} {month[:3]} {when.day}",
        f"{day} {ordinal(when.day)} {month}" if day_first else f"{day}, {month[:3]}. {when.day}",
    )
    return draw.choice(forms)
