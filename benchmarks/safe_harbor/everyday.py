"""Notes of a set of everyday genres: written as Britain spells, and in America as America does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from benchmarks.safe_harbor.assembly import Fields, Pools, Typing, assemble
from benchmarks.safe_harbor.note import Note
from benchmarks.safe_harbor.story import Story
from benchmarks.safe_harbor.templates import Genre
from benchmarks.safe_harbor.third.slips import slips
from benchmarks.safe_harbor.world import World


@dataclass(frozen=True, slots=True)
class Everyday:
    """What a set brings: its people and places, its templates, and what fills them."""

    name: str
    world: World
    area: Callable[[Story], str]  # the part of the body that a note is about
    genres: Callable[[str, str], tuple[Genre, ...]]  # of a country and a part of the body
    pools: Pools
    fields: Fields
    american: Typing

    def generate(self, seed: int, count: int) -> Iterator[Note]:
        """The first `count` notes of a seed; each depends on it and its own number alone."""
        for number in range(count):
            yield self._note(Random(f"safe harbor {self.name} {seed} {number}"))

    def _note(self, draw: Random) -> Note:
        story = self.world.story(draw)
        choice = self.genres(story.locale.code, self.area(story))
        genre = draw.choices(choice, [genre.weight for genre in choice])[0]
        typed = slips(draw)
        if story.locale.code != "en_US":
            return assemble(story, genre, self.pools, self.fields, typed)
        return assemble(
            story, genre, self.pools, self.fields, lambda piece: typed(self.american(piece))
        )
