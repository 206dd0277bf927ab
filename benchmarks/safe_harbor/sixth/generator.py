"""The notes of the sixth set: the same for a seed on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from benchmarks.safe_harbor.assembly import assemble
from benchmarks.safe_harbor.note import Note
from benchmarks.safe_harbor.sixth.fields import draw_field
from benchmarks.safe_harbor.sixth.spelling import american
from benchmarks.safe_harbor.sixth.story import WORLD, area
from benchmarks.safe_harbor.sixth.templates import POOLS, genres
from benchmarks.safe_harbor.third.slips import slips


def generate(seed: int, count: int) -> Iterator[Note]:
    """The first `count` notes of a seed; each depends on the seed and its own number alone."""
    for number in range(count):
        yield _note(Random(f"safe harbor sixth {seed} {number}"))


def _note(draw: Random) -> Note:
    story = WORLD.story(draw)
    choice = genres(story.locale.code, area(story))
    genre = draw.choices(choice, [genre.weight for genre in choice])[0]
    typed = slips(draw)
    if story.locale.code == "en_US":
        return assemble(story, genre, POOLS, draw_field, lambda piece: typed(american(piece)))
    return assemble(story, genre, POOLS, draw_field, typed)
