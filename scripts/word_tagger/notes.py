"""A note of lines from contexts.txt, its slots filled, with what each part of it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from scripts.word_tagger import people, places
from scripts.word_tagger.clinical import clinical
from scripts.word_tagger.fillers import fillers

NAME, PLACE, OTHER = 1, 2, 3
"""Classes of a word, as in `residency.data.deid.learned.tagger.CLASSES`; 0 identifies nobody."""

_SLOT = re.compile(r"\{([A-Z0-9]+)\}")
_NAMES: dict[str, Callable[[Random], str]] = {
    "P": people.person,
    "LF": people.family_first,
    "G": people.given,
    "G2": people.given,
    "S": people.family,
    "L": lambda rng: rng.choice(people.LETTERS),
    "I2": people.initials,
}
_PLACES: dict[str, Callable[[Random], str]] = {
    "C": places.town,
    "CO": places.county,
    "F": places.facility,
    "A": places.address,
    "SN": places.street,
    "WD": places.ward,
    "Z": places.postal_code,
}
_KIN = fillers("kin")
_PERSONS = fillers("persons")
_PLAIN: dict[str, list[str]] = {
    "ST": [*places.STATES * 3, *places.NATIONS],
    "SX": ["M", "F", "m", "f"],
    "SEX": ["man", "woman", "male", "female", "gentleman", "lady", "boy", "girl", "patient"],
    "HIS": ["his", "her", "their"],
    "HE": ["He", "She", "Patient", "Pt"],
    "HIM": ["him", "her"],
    "KIN": _KIN,
    "WHO": [*_PERSONS, *(word.capitalize() for word in _PERSONS)],
    "CR": people.CREDENTIALS,
    "SPEC": fillers("specialties"),
    "SPECIALIST": fillers("specialists"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A text; (start, end, class) of what identifies; (start, end) of clinical terms."""

    text: str
    labels: tuple[tuple[int, int, int], ...]
    terms: tuple[tuple[int, int], ...]


def note(rng: Random, answers: Path) -> Written:
    """A note of 4 to 12 lines; `answers` is the folder of the open examinations."""
    text = ""
    labels: list[tuple[int, int, int]] = []
    terms: list[tuple[int, int]] = []
    for part, of in _parts(rng, answers):
        start, text = len(text), text + part
        if of == "term":
            terms.append((start, len(text)))
        elif isinstance(of, int) and part:
            labels.append((start, len(text), of))
    return Written(text, tuple(labels), tuple(terms))


def _parts(rng: Random, answers: Path) -> Iterator[tuple[str, int | str]]:
    for _ in range(rng.randint(4, 12)):
        line = rng.choice(_contexts())
        pieces = _SLOT.split(line)
        for index, piece in enumerate(pieces):
            if index % 2:
                yield from _fill(piece, rng, answers)
            else:
                yield piece, ""
        yield (rng.choice(["\n", "\n", " ", "  ", "\n\n"]) if line[-1] in ".?!" else "\n"), ""


def _fill(slot: str, rng: Random, answers: Path) -> Iterator[tuple[str, int | str]]:
    if slot in _NAMES:
        yield _NAMES[slot](rng), NAME
    elif slot in _PLACES:
        yield _PLACES[slot](rng), PLACE
    elif slot in _PLAIN:
        yield rng.choice(_PLAIN[slot]), ""
    elif slot == "D":
        title, name, after = people.clinician(rng)
        yield from ((title, ""), (name, NAME), (after, ""))
    else:
        term = clinical(slot, rng, answers)
        yield (_number(slot, rng) if term is None else (term, "term"))


def _number(slot: str, rng: Random) -> tuple[str, int | str]:
    """Dates, telephone and record numbers, ages, times, values."""
    if slot == "DT":
        return _date(rng), OTHER
    if slot == "PH":
        first, last = rng.randint(200, 999), f"{rng.randint(0, 9999):04d}"
        forms = [f"({first}) {first}-{last}", f"{first}-{first}-{last}", f"0{first} {first}{last}"]
        return rng.choice(forms), OTHER
    if slot == "N":
        letter, number = rng.choice("ABHMSR"), rng.randint(1000, 9_999_999)
        grouped = "-".join(str(rng.randint(10, 999)) for _ in range(3))
        return rng.choice([str(number), f"{letter}{number}", grouped]), OTHER
    values = {
        "YR": f"{rng.randint(1980, 2026)}",
        "TM": f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}",
        "AGE": f"{rng.randint(1, 89)}",
    }
    if slot in values:
        return values[slot], ""
    return rng.choice(
        [f"{rng.randint(1, 200)}", f"{rng.randint(1, 20)}.{rng.randint(0, 9)}"]
    ), "term"


def _date(rng: Random) -> str:
    day = date(1930, 1, 1) + timedelta(days=rng.randrange(35_000))
    form = rng.choice(["%m/%d/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%y",
                       "%d/%m/%y", "%m/%d"])  # fmt: skip
    return day.strftime(form)


@cache
def _contexts() -> tuple[str, ...]:
    lines = (Path(__file__).parent / "contexts.txt").read_text(encoding="utf-8").splitlines()
    kept = (line for line in lines if line.strip() and not line.startswith("#"))
    return tuple(line.replace("\\n", "\n") for line in kept)
