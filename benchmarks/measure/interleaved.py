"""Ours and its peers in turn, and what is concluded from their times.

Machines drift: they warm up, and other people use them. Runs that alternate meet the same
weather, so each of ours is paired with the peer's run of the same round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Row:
    """Ours against a peer: medians of the runs."""

    name: str
    peer: str
    ours: float
    theirs: float
    ratio: float  # theirs / ours: above 1, ours is better
    spread: tuple[float, float] | None  # least and greatest ratio of a pair; None: one pair
    equal: bool  # whether both produced the same output, in every pair


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row is about, in words."""

    name: str
    peer: str


def interleave(runs: Mapping[str, Callable[[], Result]], rounds: int) -> dict[str, list[Result]]:
    """Run each once a round, another one first in each round; results by name, round by round."""
    results: dict[str, list[Result]] = {name: [] for name in runs}
    names = list(runs)
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            results[name].append(runs[name]())
    return results


def compare(
    subject: Subject, ours: Sequence[float], theirs: Sequence[float], *, equal: bool
) -> Row:
    """The row of times in seconds, paired by round.

    The ratio of medians always lies within the spread. Raises ValueError where rounds are missing.
    """
    pairs = [their / our for our, their in zip(ours, theirs, strict=True)]
    our, their = median(ours), median(theirs)
    spread = (min(pairs), max(pairs)) if len(pairs) > 1 else None
    return Row(subject.name, subject.peer, our, their, their / our, spread, equal)
