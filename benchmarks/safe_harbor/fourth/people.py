"""Invented people of the fourth set: other names, and other ways to write them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random

from benchmarks.safe_harbor.listed_people import cultures, population
from benchmarks.safe_harbor.people import Person
from benchmarks.safe_harbor.third import people as third
from benchmarks.safe_harbor.wordlists import listed

LISTS = listed(Path(__file__).with_name("words") / "people.txt", ",")
CULTURES = cultures(LISTS)
AMBIGUOUS = LISTS["AMBIGUOUS"]
WEIGHTS: Mapping[str, Mapping[str, int]] = {  # roughly by their number in a country's hospitals
    "en_US": {
        "ENGLISH": 46,
        "SPANISH": 16,
        "INDIAN": 8,
        "EASTERN": 9,
        "EUROPEAN": 7,
        "AFRICAN": 5,
        "SLAVIC": 4,
        "MUSLIM": 4,
        "IRISH": 4,
        "PACIFIC": 2,
    },
    "en_GB": {
        "ENGLISH": 58,
        "INDIAN": 13,
        "MUSLIM": 11,
        "AFRICAN": 7,
        "SLAVIC": 6,
        "IRISH": 5,
        "EASTERN": 3,
    },
    "en_IE": {"IRISH": 60, "ENGLISH": 14, "SLAVIC": 10, "INDIAN": 8, "AFRICAN": 5, "PACIFIC": 3},
    "en_CA": {
        "ENGLISH": 42,
        "EUROPEAN": 22,
        "INDIAN": 12,
        "EASTERN": 11,
        "SLAVIC": 6,
        "MUSLIM": 7,
    },
    "en_AU": {
        "ENGLISH": 52,
        "EUROPEAN": 11,
        "EASTERN": 13,
        "INDIAN": 9,
        "IRISH": 7,
        "PACIFIC": 5,
        "MUSLIM": 3,
    },
    "en_IN": {"INDIAN": 85, "MUSLIM": 15},
}
POPULATION = population(CULTURES, WEIGHTS, AMBIGUOUS)
OWN_SHARE = 0.25  # of names in forms that no earlier set has


def in_header(person: Person, draw: Random) -> str:
    """As forms and lists write a name."""
    if draw.random() >= OWN_SHARE:
        return third.in_header(person, draw)
    given, middle, surname = person.given, person.middle, person.surname
    return draw.choice(
        (
            f"{surname.upper()} {given}",
            f"{surname.upper()} {given.upper()}",
            f"{surname} {given[0]}",
            f"{surname}, {given[0]}.",
            f"{surname.upper()}, {given} {middle}.",
            f"{surname},{given}",
        )
    )


def in_prose(person: Person, draw: Random) -> str:
    """As a sentence writes a whole name."""
    if draw.random() >= OWN_SHARE:
        return third.in_prose(person, draw)
    given, middle, surname = person.given, person.middle, person.surname
    return draw.choice(
        (
            f"{given} {surname}",
            f"{given[0]}{middle} {surname}",
            f"{given[0]}.{surname}",
            f"{given} {surname[0]}.",
            f"{given}  {surname}",
        )
    )
