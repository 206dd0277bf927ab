"""The notes of the fifth set: the same for a seed on every machine."""

from __future__ import annotations

from benchmarks.safe_harbor.everyday import Everyday
from benchmarks.safe_harbor.fifth.fields import draw_field
from benchmarks.safe_harbor.fifth.spelling import american
from benchmarks.safe_harbor.fifth.story import WORLD, area
from benchmarks.safe_harbor.fifth.templates import POOLS, genres

generate = Everyday("fifth", WORLD, area, genres, POOLS, draw_field, american).generate
