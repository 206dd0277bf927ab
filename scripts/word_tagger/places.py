"""Towns, streets, addresses and facilities to fill contexts with."""

from __future__ import annotations

import re
from random import Random

from residency.data.deid.phrases.words import phrase_list, word_list
from scripts.word_tagger.fillers import fillers
from scripts.word_tagger.people import FAMILY, capital, family, made_up

TOWNS = sorted(phrase_list("cities"))
PLAIN_TOWNS = sorted(word_list("plain_towns"))
STATES = fillers("states")
NATIONS = fillers("nations")
_STREETS = fillers("street types")
_OF_STREETS = fillers("words of streets")
_OF_PLACES = fillers("words of places")
_SHAPES = fillers("town shapes")
_HEADS = fillers("facility heads")
_PATTERNS = fillers("facility patterns")


def town(rng: Random) -> str:
    """A town of the lists, of plain words, or one that is nowhere."""
    kind = rng.random()
    if kind < 0.6:
        return " ".join(capital(word) for word in rng.choice(TOWNS).split())
    if kind < 0.68:
        return capital(rng.choice(PLAIN_TOWNS))
    if kind < 0.75:
        return rng.choice(_OF_PLACES) + rng.choice([f" {rng.choice(_OF_PLACES)}", ""])
    new = made_up(rng, rng.choice([1, 2])) if rng.random() < 0.6 else rng.choice(FAMILY)
    return rng.choice(_SHAPES).replace("_", capital(new))


def county(rng: Random) -> str:
    """The name of a county, without that word."""
    return rng.choice([family, town, _plain])(rng)


def facility(rng: Random) -> str:
    """A hospital, practice, school or employer."""
    if rng.random() < 0.3:
        return re.sub("_", lambda _: _owner(rng), rng.choice(_PATTERNS))
    return f"{_owner(rng)} {rng.choice(_HEADS)}"


def street(rng: Random) -> str:
    """A street without a number."""
    kind = rng.randrange(6)
    numbered, new = f"{rng.randint(1, 120)}th", capital(made_up(rng))
    names = [family(rng), family(rng), _plain(rng), rng.choice(_OF_STREETS), numbered, new]
    return f"{names[kind]} {rng.choice(_STREETS)}"


def address(rng: Random) -> str:
    """A house number and street, sometimes with a flat."""
    number = f"{rng.randint(1, 19999)}{rng.choice([*[''] * 6, 'A', 'B'])}"
    written = f"{number} {rng.choice(['', '', '', 'N ', 'S. ', 'West ', 'NE '])}{street(rng)}"
    if rng.random() < 0.35:
        unit = rng.choice(["Apt", "Apt.", "Unit", "Suite", "Flat", "#", "No.", "Lot", "Room"])
        which = [str(rng.randint(1, 999)), f"{rng.randint(1, 40)}{rng.choice('ABCD')}"]
        written += f"{rng.choice([', ', ' '])}{unit} {rng.choice([*which, rng.choice('ABCD')])}"
    return written


def ward(rng: Random) -> str:
    """A ward by a name or a number."""
    numbered = f"{rng.randint(2, 12)} {rng.choice(['East', 'West', 'North', 'South'])}"
    short = f"{rng.randint(1, 9)}{rng.choice('ABCNSEW')}"
    return rng.choice([family(rng), _plain(rng), numbered, short])


def postal_code(rng: Random) -> str:
    """A code of the United States, the United Kingdom or Canada."""
    zip_code = f"{rng.randint(0, 99999):05d}"
    area = rng.choice("ABCEGHKLMNRSTUVWXYZ") + rng.choice(["", "B", "E"])
    british = (
        f"{area}{rng.randint(1, 99)} {rng.randint(1, 9)}{''.join(rng.choices('ABDEFGH', k=2))}"
    )
    canadian = (
        f"{rng.choice('KLMNV')}{rng.randint(1, 9)}{rng.choice('ABC')} "
        f"{rng.randint(1, 9)}{rng.choice('ABC')}{rng.randint(1, 9)}"
    )
    plus_four = f"{zip_code}-{rng.randint(0, 9999):04d}"
    return rng.choice([zip_code, plus_four, british, canadian])


def _plain(rng: Random) -> str:
    return rng.choice(_OF_PLACES)


def _owner(rng: Random) -> str:
    return rng.choice([town, family, _plain, lambda rng: f"{_plain(rng)} {_plain(rng)}"])(rng)
