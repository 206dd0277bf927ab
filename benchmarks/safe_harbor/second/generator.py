"""The notes of the second set: the same for a seed on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from benchmarks.safe_harbor.assembly import assemble
from benchmarks.safe_harbor.note import Note
from benchmarks.safe_harbor.second.fields import draw_field
from benchmarks.safe_harbor.second.genres import GENRES
from benchmarks.safe_harbor.second.story import draw_story
from benchmarks.safe_harbor.second.templates import POOLS


def generate(seed: int, count: int) -> Iterator[Note]:
    """The first `count` notes of a seed; each depends on the seed and its own number alone."""
    for number in range(count):
        yield _note(Random(f"safe harbor second {seed} {number}"))


def _note(draw: Random) -> Note:
    story = draw_story(draw)
    genre = draw.choices(GENRES, [genre.weight for genre in GENRES])[0]
    return assemble(story, genre, POOLS, draw_field)
