"""What ranks tell each other through sums: numbers that fp64 holds exactly."""

from __future__ import annotations

from collections.abc import Sequence

from residency.train.engine import TrainEngine

_WORD = 8  # hex digits: 32 bits


def told_by_first(engine: TrainEngine, text: str, length: int) -> str:
    """Collective: rank 0's text of `length` hex digits, on every rank; theirs is not looked at."""
    own = to_words(text) if engine.rank == 0 else [0.0] * (length // _WORD)
    return from_words(engine.sum(own))


def told_by_all(engine: TrainEngine, values: Sequence[float]) -> list[list[float]]:
    """Collective: the values of each rank, by rank; all of them tell equally many."""
    count = len(values)
    slots = [0.0] * (count * engine.world_size)
    slots[engine.rank * count : (engine.rank + 1) * count] = values
    told = engine.sum(slots)
    return [told[start : start + count] for start in range(0, len(told), count)]


def to_words(text: str) -> list[float]:
    """Hex digits as numbers of 32 bits."""
    return [float(int(text[n : n + _WORD], 16)) for n in range(0, len(text), _WORD)]


def from_words(words: Sequence[float]) -> str:
    """The hex digits again."""
    return "".join(f"{int(word):0{_WORD}x}" for word in words)
