"""Counting the samples of one side, and the spread of a number, without keeping either."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict

from residency.data.sample import Sample


class Side(BaseModel):
    """One side of the split."""

    model_config = ConfigDict(frozen=True)

    samples: int
    subjects: int
    images: int
    by_kind: Mapping[str, int]
    by_modality: Mapping[str, int]
    by_answer_type: Mapping[str, int]


class Spread(BaseModel):
    """How a number is distributed over the records that were kept."""

    model_config = ConfigDict(frozen=True)

    n: int
    least: float
    p5: float
    median: float
    p95: float
    most: float


class SideCounter:
    """Counts samples as they pass; of each it keeps the subject's digest alone."""

    def __init__(self) -> None:
        self._subjects: set[int] = set()
        self._images = 0
        self._kinds: Counter[str] = Counter()
        self._modalities: Counter[str] = Counter()
        self._answers: Counter[str] = Counter()

    def add(self, sample: Sample) -> None:
        """Count one sample; its images are not looked at."""
        self._subjects.add(hash(sample.patient or sample.study or sample.source_key))
        self._images += sum(turn.images for turn in sample.turns)
        self._kinds[sample.kind] += 1
        self._modalities[sample.attributes.get("modality", "none")] += 1
        self._answers[str(sample.answer_type)] += 1

    @property
    def side(self) -> Side:
        """What was counted so far."""
        return Side(
            samples=self._kinds.total(),
            subjects=len(self._subjects),
            images=self._images,
            by_kind=in_order(self._kinds),
            by_modality=in_order(self._modalities),
            by_answer_type=in_order(self._answers),
        )


def spread(values: Sequence[int]) -> Spread | None:
    """Least, 5th percentile, median, 95th percentile and most; None of no values."""
    if not values:
        return None
    found = np.quantile(np.asarray(values, np.float64), [0.0, 0.05, 0.5, 0.95, 1.0])
    least, p5, median, p95, most = (round(float(value), 1) for value in found)
    return Spread(n=len(values), least=least, p5=p5, median=median, p95=p95, most=most)


def in_order(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts sorted by name."""
    return dict(sorted(counts.items()))
