"""Invented people of the fifth set: other names, and the plain ways to write them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random

from benchmarks.safe_harbor.listed_people import cultures, population
from benchmarks.safe_harbor.people import Person
from benchmarks.safe_harbor.wordlists import listed, names

LISTS = listed(Path(__file__).with_name("words") / "people.txt", ",")
CULTURES = cultures(LISTS)
AMBIGUOUS = LISTS["AMBIGUOUS"]
# Roughly by their number in a country's hospitals, in the order of ORIGINS.
ORIGINS = names(
    "ENGLISH, IRISH, SPANISH, INDIAN, EASTERN, MUSLIM, SLAVIC, EUROPEAN, AFRICAN, PACIFIC"
)
SHARES: Mapping[str, tuple[int, ...]] = {
    "en_US": (48, 5, 16, 8, 8, 4, 4, 6, 5, 2),
    "en_GB": (60, 5, 1, 13, 3, 10, 5, 2, 6, 1),
    "en_IE": (15, 60, 1, 8, 2, 3, 8, 2, 4, 2),
    "en_CA": (44, 4, 2, 11, 11, 6, 6, 20, 3, 2),
    "en_AU": (54, 6, 1, 10, 12, 4, 3, 8, 2, 5),
    "en_IN": (2, 0, 0, 84, 0, 14, 0, 0, 0, 0),
    "en_NZ": (56, 6, 0, 8, 9, 2, 1, 4, 1, 24),
    "en_ZA": (24, 1, 0, 12, 1, 5, 1, 16, 46, 0),
}
WEIGHTS = {
    country: {origin: share for origin, share in zip(ORIGINS, shares, strict=True) if share}
    for country, shares in SHARES.items()
}
POPULATION = population(CULTURES, WEIGHTS, AMBIGUOUS)


def _pick(draw: Random, forms: Mapping[str, int]) -> str:
    return draw.choices(list(forms), list(forms.values()))[0]


def in_header(person: Person, draw: Random) -> str:
    """As forms and lists write a name."""
    given, middle, surname = person.given, person.middle, person.surname
    return _pick(
        draw,
        {
            f"{surname}, {given}": 8,
            f"{surname.upper()}, {given.upper()}": 6,
            f"{surname.upper()}, {given}": 6,
            f"{given} {surname}": 8,
            f"{surname}, {given} {middle}": 3,
            f"{surname}, {given} {middle}.": 2,
            f"{surname.upper()}, {given.upper()} {middle}": 3,
            f"{given.upper()} {surname.upper()}": 3,
            f"{given} {middle} {surname}": 2,
            f"{given} {surname.upper()}": 2,
            f"{surname.upper()} {given}": 2,
            f"{surname} {given}": 1,
        },
    )


def in_prose(person: Person, draw: Random) -> str:
    """As a sentence writes a whole name."""
    given, middle, surname = person.given, person.middle, person.surname
    return _pick(
        draw,
        {
            f"{given} {surname}": 20,
            f"{given} {middle}. {surname}": 4,
            f"{given} {middle} {surname}": 2,
            f"{given[0]}. {surname}": 2,
            f"{given[0]} {surname}": 3,
            f"{given[0]}.{middle}. {surname}": 1,
            f"{given} {surname.upper()}": 2,
        },
    )
