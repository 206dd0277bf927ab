"""Forms of dates by country, the usual ones far more often than the rare."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random

from benchmarks.safe_harbor.dates import MONTHS, ONES, ordinal

HOLIDAYS: Mapping[str, tuple[str, ...]] = {
    "en_US": ("Super Bowl Sunday", "New Year's", "Patriots' Day", "MLK Day", "Kwanzaa"),
    "en_GB": ("Guy Fawkes Night", "Mothering Sunday", "Whitsun", "Remembrance Sunday", "Hogmanay"),
    "en_IE": ("St Stephen's Day", "St Brigid's Day", "Little Christmas", "Paddy's Day"),
    "en_CA": ("Family Day", "Remembrance Day", "Canadian Thanksgiving", "St-Jean-Baptiste Day"),
    "en_AU": ("Anzac Day", "Melbourne Cup Day", "Australia Day", "King's Birthday"),
    "en_IN": ("Pongal", "Onam", "Durga Puja", "Dussehra", "Republic Day", "Raksha Bandhan"),
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _pick(draw: Random, forms: Mapping[str, int]) -> str:
    return draw.choices(list(forms), list(forms.values()))[0]


def _month(when: date) -> str:
    return MONTHS[when.month - 1]


def _order(when: date, day_first: bool) -> tuple[int, int]:
    return (when.day, when.month) if day_first else (when.month, when.day)


def numeric(when: date, day_first: bool, draw: Random) -> str:
    """03/04/2019 and its kin, in the order of the country."""
    y, (one, two) = when.year, _order(when, day_first)
    return _pick(
        draw,
        {
            f"{one:02}/{two:02}/{y}": 10,
            f"{one}/{two}/{y}": 6,
            f"{one}/{two}/{y % 100:02}": 6,
            f"{one:02}/{two:02}/{y % 100:02}": 4,
            f"{one:02}-{two:02}-{y}": 4,
            f"{one:02}.{two:02}.{y}": 4 if day_first else 1,
            f"{one}.{two}.{y % 100:02}": 2 if day_first else 1,
            f"{y}-{when.month:02}-{when.day:02}": 3,
            f"{one:02} / {two:02} / {y}": 1,
            f"{y}/{when.month:02}/{when.day:02}": 1,
        },
    )


def written(when: date, day_first: bool, draw: Random, *, weekday: bool = True) -> str:
    """4 March 2019 and its kin."""
    y, d, month = when.year, when.day, _month(when)
    short, day = month[:3], DAYS[when.weekday()]
    plain = f"{d} {month} {y}" if day_first else f"{month} {d}, {y}"
    brief = f"{d} {short} {y}" if day_first else f"{short} {d}, {y}"
    return _pick(
        draw,
        {
            plain: 9,
            brief: 5,
            f"{d:02}-{short}-{y}": 3,
            f"{d:02}-{short.upper()}-{y}": 2,
            f"{d}-{short}-{y % 100:02}": 2,
            f"{d:02} {short} {y}": 2,
            f"{ordinal(d)} {month} {y}" if day_first else f"{month} {ordinal(d)}, {y}": 4,
            f"{ordinal(d)} of {month} {y}" if day_first else f"{month} {d} {y}": 2,
            f"{day}, {plain}" if not day_first else f"{day} {d} {month} {y}": 2 * weekday,
            f"{day[:3]} {d} {short} {y}" if day_first else f"{day[:3]}, {short} {d}, {y}": weekday,
            f"{short}. {d}, {y}" if not day_first else f"{d} {month}, {y}": 1,
        },
    )


def partial(when: date, day_first: bool, draw: Random) -> str:
    """A day and a month without the year, or some days of a month."""
    d, month, (one, two) = when.day, _month(when), _order(when, day_first)
    short, day = month[:3], DAYS[when.weekday()]
    last = min(d + draw.randint(1, 4), 28)
    return _pick(
        draw,
        {
            f"{one}/{two}": 10,
            f"{d} {month}" if day_first else f"{month} {d}": 7,
            f"{ordinal(d)} {month}" if day_first else f"{month} {ordinal(d)}": 4,
            f"{d} {short}" if day_first else f"{short} {d}": 3,
            f"{one:02}/{two:02}": 3,
            f"{ordinal(d)} of {month}": 1,
            f"{day} {d} {month}" if day_first else f"{day}, {month} {d}": 2,
            f"{day[:3]} {one}/{two}": 2,
            (f"{d}-{last} {month}" if day_first else f"{month} {d}-{last}")
            if last > d
            else f"{month} {d}": 1,
        },
    )


def month_year(when: date, draw: Random) -> str:
    """A month of a year."""
    y, m, month = when.year, when.month, _month(when)
    return _pick(
        draw,
        {
            f"{month} {y}": 12,
            f"{month[:3]} {y}": 5,
            f"{m:02}/{y}": 3,
            f"{m}/{y}": 3,
            f"{month[:3]} {y % 100:02}": 1,
            f"{month[:3]}-{y % 100:02}": 1,
            f"{month[:3]}'{y % 100:02}": 1,
            f"{month} of {y}": 1,
        },
    )


def compact(when: date, draw: Random) -> str:
    """As machines write it: the day, sometimes with the time."""
    clock = f"{draw.randint(0, 23):02}{draw.randint(0, 59):02}"
    return _pick(
        draw, {f"{when:%Y%m%d}": 7, f"{when:%Y%m%d}{clock}": 1, f"{when:%Y%m%d}{clock}07": 1}
    )


def age_in_words(age: int) -> str:
    """Of 90 to 105 years: ninety three, a hundred and one."""
    if age >= 100:
        return "a hundred" if age == 100 else f"a hundred and {ONES[age - 101]}"
    return "ninety" if age == 90 else f"ninety-{ONES[age - 91]}"
