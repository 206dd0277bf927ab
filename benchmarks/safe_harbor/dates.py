"""The forms in which dates are written, whole and in part."""

from __future__ import annotations

from datetime import date
from random import Random

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
HOLIDAYS = (
    "Christmas",
    "Christmas Eve",
    "Christmas Day",
    "Thanksgiving",
    "New Year's Eve",
    "New Year's Day",
    "Labor Day",
    "Memorial Day",
    "Fourth of July",
    "Easter Sunday",
    "Good Friday",
    "Boxing Day",
    "Diwali",
    "Halloween",
    "Valentine's Day",
    "Mother's Day",
    "Eid al-Fitr",
    "Martin Luther King Day",
    "Canada Day",
    "Independence Day",
)
TENS = {90: "ninety", 100: "one hundred"}
ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
SUFFIXES = {1: "st", 2: "nd", 3: "rd"}


def ordinal(day: int) -> str:
    """1st, 2nd, 11th."""
    if 10 < day < 14:
        return f"{day}th"
    return f"{day}{SUFFIXES.get(day % 10, 'th')}"


def numeric(when: date, day_first: bool, draw: Random) -> str:
    """3/4/2019 and its kin, in the order of the country."""
    y, m, d = when.year, when.month, when.day
    first, second = (d, m) if day_first else (m, d)
    return draw.choice(
        (
            f"{first:02}/{second:02}/{y}",
            f"{first:02}/{second:02}/{y}",
            f"{first}/{second}/{y}",
            f"{first:02}/{second:02}/{y % 100:02}",
            f"{first}/{second}/{y % 100:02}",
            f"{first:02}-{second:02}-{y}",
            f"{y}-{m:02}-{d:02}",
            f"{y}/{m:02}/{d:02}",
            f"{d:02}.{m:02}.{y}" if day_first else f"{m:02}.{d:02}.{y}",
            f"{first:02}-{second:02}-{y % 100:02}",
        )
    )


def written(when: date, day_first: bool, draw: Random) -> str:
    """March 4, 2019 and its kin."""
    y, d, month = when.year, when.day, MONTHS[when.month - 1]
    short = month[:3]
    plain = f"{d} {month} {y}" if day_first else f"{month} {d}, {y}"
    return draw.choice(
        (
            plain,
            plain,
            f"{short} {d}, {y}",
            f"{d} {short} {y}",
            f"{d:02}-{short}-{y}",
            f"{d:02}{short.upper()}{y}",
            f"{month} {ordinal(d)}, {y}",
            f"{ordinal(d)} {month} {y}",
            f"{ordinal(d)} of {month}, {y}",
            f"{DAYS[when.weekday()]}, {plain}",
            f"{short}. {d}, {y}",
            f"{d}-{short}-{y % 100:02}",
        )
    )


def partial(when: date, day_first: bool, draw: Random) -> str:
    """A day and a month without the year."""
    m, d, month = when.month, when.day, MONTHS[when.month - 1]
    first, second = (d, m) if day_first else (m, d)
    return draw.choice(
        (
            f"{month} {d}",
            f"{d} {month}",
            f"{month[:3]} {d}",
            f"{month} {ordinal(d)}",
            f"{ordinal(d)} of {month}",
            f"{first}/{second}",
            f"{first:02}/{second:02}",
            f"{d}-{month[:3]}",
        )
    )


def month_year(when: date, draw: Random) -> str:
    """A month of a year."""
    y, m, month = when.year, when.month, MONTHS[when.month - 1]
    return draw.choice(
        (
            f"{month} {y}",
            f"{month} {y}",
            f"{month[:3]} {y}",
            f"{m:02}/{y}",
            f"{m}/{y}",
            f"{month} of {y}",
            f"{month[:3]} '{y % 100:02}",
            f"{month[:3]}-{y}",
            f"{y}-{m:02}",
        )
    )


def age_in_words(age: int) -> str:
    """Of 90 to 109 years: ninety-three, one hundred and four."""
    tens = 100 if age >= 100 else 90
    if age == tens:
        return TENS[tens]
    return f"{TENS[tens]}{' and ' if tens == 100 else '-'}{ONES[age - tens - 1]}"
