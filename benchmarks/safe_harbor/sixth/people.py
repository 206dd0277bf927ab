"""Invented people of the sixth set: common surnames come again; the plain ways to write them."""

from __future__ import annotations

from pathlib import Path
from random import Random

from benchmarks.safe_harbor.fifth.people import WEIGHTS
from benchmarks.safe_harbor.listed_people import cultures, population
from benchmarks.safe_harbor.people import Person
from benchmarks.safe_harbor.wordlists import listed

LISTS = listed(Path(__file__).with_name("words") / "people.txt", ",")
CULTURES = cultures(LISTS)
AMBIGUOUS = LISTS["AMBIGUOUS"]
POPULATION = population(CULTURES, WEIGHTS, AMBIGUOUS)


def in_header(person: Person, draw: Random) -> str:
    """As forms and lists write a name."""
    given, middle, surname = person.given, person.middle, person.surname
    forms = {
        f"{surname}, {given}": 9,
        f"{surname.upper()}, {given.upper()}": 6,
        f"{surname.upper()}, {given}": 5,
        f"{given} {surname}": 10,
        f"{surname}, {given} {middle}.": 3,
        f"{surname}, {given} {middle}": 3,
        f"{surname.upper()},{given.upper()} {middle}": 2,
        f"{surname.upper()} {given.upper()}": 2,
        f"{given.upper()} {surname.upper()}": 3,
        f"{given.upper()} {middle}. {surname.upper()}": 1,
        f"{given} {middle}. {surname}": 3,
        f"{given} {surname.upper()}": 3,
        f"{surname} {given}": 1,
    }
    return draw.choices(list(forms), list(forms.values()))[0]


def in_prose(person: Person, draw: Random) -> str:
    """As a sentence writes a whole name."""
    given, middle, surname = person.given, person.middle, person.surname
    forms = {
        f"{given} {surname}": 24,
        f"{given} {middle}. {surname}": 4,
        f"{given} {middle} {surname}": 1,
        f"{given[0]}. {surname}": 3,
        f"{given[0]} {surname}": 2,
        f"{given[0]}. {middle}. {surname}": 1,
        f"{given} {surname.upper()}": 1,
    }
    return draw.choices(list(forms), list(forms.values()))[0]
