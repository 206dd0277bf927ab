"""How training sets are held against the benchmarks of their pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from residency.spec.base import Count, Share, SpecModel


class Action(StrEnum):
    """What becomes of training samples that a benchmark holds too."""

    REMOVE = "remove"
    REPORT = "report"


class Decontamination(SpecModel):
    """Which likeness counts, what becomes of the samples, and how many there may be.

    The limit is the share of a training set's samples that one benchmark touches: a set above it
    is not cleaned but refused, since so much in common is seldom an accident.
    """

    limit: Share = 0.1
    limits: Mapping[str, Share] = Field(default_factory=dict)  # by benchmark
    action: Action = Action.REMOVE
    jaccard: Annotated[float, Field(ge=0.5, le=1)] = 0.8  # of shingles of words
    ngram: Count = 13  # words in a row; the shortest text compared, with pictures twice that
    hash_distance: Annotated[int, Field(ge=0, le=8)] = 4  # bits of 64

    def limit_of(self, benchmark: str) -> float:
        """The limit that holds for one benchmark."""
        return self.limits.get(benchmark, self.limit)
