"""People of a set whose names stand in a file: `ENGLISH men`, `ENGLISH women` and so on."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.safe_harbor.people import Culture
from benchmarks.safe_harbor.world import Population


def cultures(lists: Mapping[str, tuple[str, ...]]) -> Mapping[str, Culture]:
    """All that the file lists, by name; AMBIGUOUS is a list of surnames and no culture."""
    return {
        origin: Culture(*(lists[f"{origin} {part}"] for part in ("men", "women", "surnames")))
        for origin in dict.fromkeys(heading.split()[0] for heading in lists)
        if origin != "AMBIGUOUS"
    }


def population(
    of: Mapping[str, Culture],
    weights: Mapping[str, Mapping[str, int]],
    ambiguous: tuple[str, ...],
) -> Population:
    """Who is met in each country: its cultures, each with its weight."""
    origins = {
        country: tuple((of[origin], weight) for origin, weight in shares.items())
        for country, shares in weights.items()
    }
    return Population(origins, (of["ENGLISH"], of["IRISH"]), ambiguous)
