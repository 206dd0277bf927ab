"""Filters by name over one candidate at a time. Those over a whole set are in set_filters.

A filter takes the one number that a recipe gives it (`value`; two of them a `maximum` as well).
What it means, its unit and its default stand with its rule.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from residency.data.curation import captions, geometry, language, overlay, panels, screens
from residency.data.curation.candidate import Candidate
from residency.spec.dataset import Filter, FilterName

Drops = Callable[[Candidate], bool]
"""Whether a candidate is dropped."""


@dataclass(frozen=True, slots=True)
class _Known:
    rule: Callable[..., bool]  # of a candidate, the value, and the maximum where there is one
    default: float
    ranged: bool = False


_RULES: Final[Mapping[FilterName, _Known]] = {
    FilterName.MIN_SIDE: _Known(geometry.too_small, geometry.LEAST_SIDE),
    FilterName.BLANK: _Known(geometry.blank, geometry.LEAST_DEVIATION),
    FilterName.RESOLUTION: _Known(
        geometry.outside_resolution, geometry.LEAST_MEGAPIXELS, ranged=True
    ),
    FilterName.SINGLE_PANEL: _Known(panels.compound, panels.LEAST_PANEL),
    FilterName.SCREENSHOT: _Known(screens.screenshot, screens.MOST_FLAT),
    FilterName.OVERLAID_TEXT: _Known(overlay.overlaid, overlay.MOST_COVERED),
    FilterName.EMPTY_CAPTION: _Known(captions.empty, captions.LEAST_SAID),
    FilterName.MISLEADING_NUMBERS: _Known(captions.misleading, captions.MOST_REFERENCES),
    FilterName.CAPTION_LENGTH: _Known(captions.outside_length, captions.LEAST_WORDS, ranged=True),
    FilterName.LANGUAGE: _Known(language.foreign, language.LEAST_LATIN),
}

ROW_FILTERS: Final = frozenset(_RULES)
NEEDS_BOXES: Final = frozenset({FilterName.OVERLAID_TEXT})
"""Filters that cannot judge unless a text detector looked at the pictures before."""


def row_filter(
    name: FilterName, value: float | None = None, maximum: float | None = None
) -> Drops:
    """The filter of that name: true of a candidate that is to be dropped.

    Raises:
        KeyError: the name is not in ROW_FILTERS.
    """
    known = _RULES[name]
    least = known.default if value is None else value
    most = math.inf if maximum is None else maximum
    limits = (least, most) if known.ranged else (least,)
    return lambda candidate: known.rule(candidate, *limits)


def row_filters_of(filters: Iterable[Filter]) -> Mapping[Filter, Drops]:
    """The row filters of a recipe, in its order; its filters over sets are left out.

    The first that drops a candidate is the one that counts it.
    """
    return {
        one: row_filter(one.name, one.value, one.maximum)
        for one in filters
        if one.name in ROW_FILTERS
    }


def needs_boxes(filters: Iterable[Filter]) -> bool:
    """Whether a text detector must have looked at the pictures before these filters run."""
    return any(one.name in NEEDS_BOXES for one in filters)
