"""Forms of dates: the common ones again, since nobody can do without, and others beside them."""

from __future__ import annotations

from datetime import date
from random import Random

from benchmarks.safe_harbor.dates import MONTHS, ONES, TENS, ordinal

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOLIDAYS = (
    "Juneteenth",
    "Veterans Day",
    "Columbus Day",
    "Presidents' Day",
    "Father's Day",
    "Easter",
    "Easter Monday",
    "Hanukkah",
    "Passover",
    "Ramadan",
    "Ash Wednesday",
    "St. Patrick's Day",
    "Cinco de Mayo",
    "Lunar New Year",
    "Rosh Hashanah",
    "Yom Kippur",
    "Mardi Gras",
    "Palm Sunday",
    "Eid al-Adha",
    "Holi",
    "Victoria Day",
    "Groundhog Day",
    "Xmas",
    "Pentecost",
)


def _short(when: date, draw: Random) -> str:
    """Three letters; of September as often four."""
    return "Sept" if when.month == 9 and draw.random() < 0.5 else MONTHS[when.month - 1][:3]


def numeric(when: date, day_first: bool, draw: Random) -> str:
    """4.3.2019 and its kin, in the order of the country."""
    y, m, d = when.year, when.month, when.day
    first, second = (d, m) if day_first else (m, d)
    return draw.choice(
        (
            f"{first}/{second}/{y}",
            f"{first:02}/{second:02}/{y}",
            f"{first}/{second}/{y % 100:02}",
            f"{first}-{second}-{y}",
            f"{first}-{second}-{y % 100:02}",
            f"{first}.{second}.{y}",
            f"{first}.{second}.{y % 100:02}",
            f"{first:02}.{second:02}.{y % 100:02}",
            f"{y}.{m:02}.{d:02}",
            f"{y}-{m:02}-{d:02}",
            f"{y}-{m}-{d}",
        )
    )


def written(when: date, day_first: bool, draw: Random) -> str:
    """4 Mar 2019 and its kin."""
    y, d, month, short = when.year, when.day, MONTHS[when.month - 1], _short(when, draw)
    plain = f"{d} {month} {y}" if day_first else f"{month} {d}, {y}"
    brief = f"{d} {short} {y}" if day_first else f"{short} {d}, {y}"
    return draw.choice(
        (
            plain,
            plain,
            brief,
            f"{month} {d} {y}",
            f"{short} {ordinal(d)}, {y}",
            f"{ordinal(d)} {short} {y}",
            f"{d:02}/{short}/{y}",
            f"{d:02} {short.upper()} {y % 100:02}",
            f"{short}-{d:02}-{y}",
            f"{d}.{short}.{y}",
            f"{DAYS[when.weekday()]} {brief}",
            f"{DAYS[when.weekday()]}, {plain}",
            f"{ordinal(d)} of {month} {y}",
        )
    )


def partial(when: date, day_first: bool, draw: Random) -> str:
    """A day and a month without the year, or some days of a month."""
    m, d, month, short = when.month, when.day, MONTHS[when.month - 1], _short(when, draw)
    first, second = (d, m) if day_first else (m, d)
    return draw.choice(
        (
            f"{month} {d}",
            f"{d} {month}",
            f"{short} {d}",
            f"{d} {short}",
            f"{short}. {d}",
            f"{short} {ordinal(d)}",
            f"{ordinal(d)} {month}",
            f"{ordinal(d)} of {month}",
            f"{first}/{second}",
            f"{first:02}/{second:02}",
            f"{d}/{short}",
            f"{month} {d}-{d + 3}" if d < 25 else f"{month} {d}",
        )
    )


def month_year(when: date, draw: Random) -> str:
    """A month of a year."""
    y, m, month, short = when.year, when.month, MONTHS[when.month - 1], _short(when, draw)
    return draw.choice(
        (
            f"{month} {y}",
            f"{month}, {y}",
            f"{short} {y}",
            f"{short}. {y}",
            f"{short}/{y}",
            f"{m:02}/{y}",
            f"{m:02}-{y}",
            f"{y}/{m:02}",
            f"{month} '{y % 100:02}",
            f"{short}-{y % 100:02}",
        )
    )


def compact(when: date, draw: Random) -> str:
    """As machines write it: the day, sometimes with the time run on."""
    clock = f"{draw.randint(0, 23):02}{draw.randint(0, 59):02}{draw.randint(0, 59):02}"
    return f"{when:%Y%m%d}{clock if draw.random() < 0.3 else ''}"


def age_in_words(age: int) -> str:
    """Of 90 to 109 years: ninety-three, one hundred four."""
    tens = 100 if age >= 100 else 90
    if age == tens:
        return TENS[tens]
    return f"{TENS[tens]}{' ' if tens == 100 else '-'}{ONES[age - tens - 1]}"
