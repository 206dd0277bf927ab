"""Places and facilities of the sixth set, no town used before; masks as in the fifth."""

from __future__ import annotations

from pathlib import Path

from benchmarks.safe_harbor.fifth.places import LOCALES as FIFTH
from benchmarks.safe_harbor.fourth.places import moved
from benchmarks.safe_harbor.wordlists import listed

WORDS = Path(__file__).with_name("words")
NAMED = listed(WORDS / "facilities.txt")  # facilities, pharmacies, holidays, domains, hosts
WEIGHTS = (44, 20, 7, 8, 8, 8, 3, 2)
LOCALES = tuple(moved(before, WORDS / "places.txt") for before in FIFTH)
COUNTRIES = tuple(locale.code for locale in LOCALES)
