"""Named filters over de-identified records, before the split; each counts what it drops.

They read outlines, not pixels. Duplicates go before the split, so that no picture stands on both
of its sides. The names are those of the recipe (`FilterName`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from residency.data.outline import Outline
from residency.errors import NotSupportedYet
from residency.spec.dataset import Filter, FilterName


@dataclass(frozen=True, slots=True)
class Filtered:
    """What passed, and how many records each filter dropped, by name."""

    kept: tuple[Outline, ...]
    dropped: Mapping[str, int]


Drops = Callable[[Outline, Sequence[Outline], float], bool]
"""Whether a record goes, given those kept so far and the filter's value."""


def apply_filters(records: Iterable[Outline], filters: Sequence[Filter]) -> Filtered:
    """Run the filters in order; the first that objects drops the record and counts it.

    Neither the order of the input nor the tenant's key decides which duplicate stays.

    Raises:
        NotSupportedYet: a filter that this version does not have.
    """
    steps = [(f.name.value, *_implementation(f)) for f in filters]
    kept: list[Outline] = []
    dropped = {name: 0 for name, _, _ in steps}
    for record in sorted(records, key=lambda r: (r.content, r.source_key)):
        reason = next((n for n, drops, value in steps if drops(record, kept, value)), None)
        if reason is None:
            kept.append(record)
        else:
            dropped[reason] += 1
    return Filtered(tuple(kept), dropped)


def _too_small(record: Outline, _: Sequence[Outline], least: float) -> bool:
    return record.shorter_side < least


def _blank(record: Outline, _: Sequence[Outline], least_deviation: float) -> bool:
    return float(record.levels().std()) < least_deviation


def _duplicate(record: Outline, kept: Sequence[Outline], _: float) -> bool:
    return any(record.content == other.content for other in kept)


def _near_duplicate(record: Outline, kept: Sequence[Outline], most: float) -> bool:
    own = record.levels()
    return any(float(np.abs(own - o.levels()).mean()) < most for o in kept)


# name -> (implementation, value where the recipe gives none)
_FILTERS: Mapping[FilterName, tuple[Drops, float]] = {
    FilterName.MIN_SIDE: (_too_small, 64.0),  # pixels
    FilterName.BLANK: (_blank, 3.0),  # standard deviation, in grey levels of 255
    FilterName.DUPLICATE_PIXELS: (_duplicate, 0.0),
    FilterName.NEAR_DUPLICATE_PIXELS: (_near_duplicate, 4.0),  # mean difference, grey levels
}


def _implementation(chosen: Filter) -> tuple[Drops, float]:
    if chosen.name not in _FILTERS:
        raise NotSupportedYet(
            f"not supported yet: the filter {chosen.name.value!r}.",
            f"Use one of {', '.join(name.value for name in _FILTERS)}.",
        )
    drops, default = _FILTERS[chosen.name]
    return drops, default if chosen.value is None else chosen.value
