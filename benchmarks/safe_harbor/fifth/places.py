"""Places and facilities of the fifth set, none used before, with two countries more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.safe_harbor.fourth.places import moved
from benchmarks.safe_harbor.locales import Locale
from benchmarks.safe_harbor.third.places import AU
from benchmarks.safe_harbor.third.places import LOCALES as THIRD
from benchmarks.safe_harbor.wordlists import listed

WORDS = Path(__file__).with_name("words")
PLACES = WORDS / "places.txt"
LISTS = listed(PLACES)
NAMED = listed(WORDS / "facilities.txt")  # facilities, pharmacies, holidays, domains, hosts
WEIGHTS = (46, 19, 7, 8, 8, 8, 3, 2)


def _new(code: str) -> Locale:
    """A country that no set had before."""
    return replace(
        AU,
        code=code,
        postcodes=LISTS[f"{code} postcodes"],
        phones=LISTS[f"{code} phones"],
        reserved_phones=LISTS[f"{code} reserved"],
        plates=LISTS[f"{code} plates"],
        address=LISTS[f"{code} address"],
    )


LOCALES = tuple(moved(before, PLACES) for before in (*THIRD, _new("en_NZ"), _new("en_ZA")))
COUNTRIES = tuple(locale.code for locale in LOCALES)
