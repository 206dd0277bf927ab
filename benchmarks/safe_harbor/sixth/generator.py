"""The notes of the sixth set: the same for a seed on every machine."""

from __future__ import annotations

from benchmarks.safe_harbor.everyday import Everyday
from benchmarks.safe_harbor.sixth.fields import draw_field
from benchmarks.safe_harbor.sixth.spelling import american
from benchmarks.safe_harbor.sixth.story import WORLD, area
from benchmarks.safe_harbor.sixth.templates import POOLS, genres

generate = Everyday("sixth", WORLD, area, genres, POOLS, draw_field, american).generate
