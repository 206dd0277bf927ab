"""Clinical words of the fifth set that must stay: the common ones come more often."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

from benchmarks.safe_harbor.fourth.clinical import drugs
from benchmarks.safe_harbor.wordlists import listed

RANGE = re.compile(r"\{([^{}]+)-([^{}]+)\}")  # {3-28}, {0.6-7.2}, {A-C}
EVEN = 8  # a list's first word comes as often as those of the places 10 and 11 together


def drawer(lists: Mapping[str, tuple[str, ...]]) -> Callable[[str, str, Random], str]:
    """What draws a term of the list that fits the part of the body.

    What it makes raises KeyError for an unknown list.
    """
    drug = drugs(lists, lists["schedule"])

    def draw_term(group: str, area: str, draw: Random) -> str:
        if group == "drug":
            return drug(draw)
        terms = lists[f"{group}.{area}"] if f"{group}.{area}" in lists else lists[group]
        term = draw.choices(terms, cum_weights=_weights(len(terms)))[0]
        if "{" not in term:
            return term
        return RANGE.sub(lambda found: _between(found[1], found[2], draw), term)

    return draw_term


@cache
def _weights(count: int) -> tuple[float, ...]:
    """Weights, summed up, that fall with the place in the list: as 1 to place + EVEN."""
    return tuple(accumulate(1 / (place + EVEN) for place in range(1, count + 1)))


def _between(low: str, high: str, draw: Random) -> str:
    """A number or a letter of the range, with the decimals of its lower end."""
    if low.isalpha():
        return chr(draw.randint(ord(low), ord(high)))
    _, _, decimals = low.partition(".")
    scale = 10 ** len(decimals)
    value = draw.randint(round(float(low) * scale), round(float(high) * scale))
    return f"{value / scale:.{len(decimals)}f}"


TERMS = listed(Path(__file__).with_name("words") / "clinical.txt")
draw_term = drawer(TERMS)
