"""Places and facilities of the fourth set, none used before; masks of numbers as in the third."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.safe_harbor.locales import Locale
from benchmarks.safe_harbor.third.places import LOCALES as THIRD
from benchmarks.safe_harbor.wordlists import cities, listed, sections

WORDS = Path(__file__).with_name("words")
WEIGHTS = (48, 17, 7, 9, 9, 10)
NAMED = listed(WORDS / "facilities.txt")  # facilities, pharmacies, holidays, domains


def moved(before: Locale, path: Path) -> Locale:
    """The country with the places of the file."""
    code, lists = before.code, listed(path)
    return replace(
        before,
        cities=cities("\n".join(sections(path)[f"{code} cities"])),
        street_names=lists[f"{code} streets"],
        street_kinds=lists[f"{code} kinds"],
        units=lists[f"{code} units"],
    )


LOCALES = tuple(moved(before, WORDS / "places.txt") for before in THIRD)
COUNTRIES = tuple(locale.code for locale in LOCALES)


def by_country(what: str = "") -> Mapping[str, tuple[str, ...]]:
    """A list of each country: `pharmacy`, `holidays`, `work`; facilities where nothing is said."""
    return {code: NAMED[f"{what} {code}".strip()] for code in COUNTRIES}
