"""Figures of several panels, told by the bands that separate them.

A separator is a straight band of one colour across the whole picture, with content on both sides
of it that ends at the band along a straight line. Background between two hands on a radiograph is
a band too, but what lies beside it does not end there. Panels that touch, or whose edges are as
black as the band between them, are not told apart.

Measured on 630 figures of ROCOv2, from which compound figures were removed when it was made, and
on pairs of them put side by side: see the tests.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from residency.data.curation.candidate import Candidate
from residency.data.pixels import Picture

LEAST_PANEL: Final = 0.1  # share of the picture's width (or height) that a panel has at least

_LONGEST = 768  # pixels: larger pictures are reduced first
_UNIFORM = 10.0  # grey levels: how far a line's 98% may spread about its median
_STEP = 24.0  # grey levels between a band and what ends at it
_ALONG = 0.25  # share of the band's length on which something ends at it
_REACH = 3  # pixels beside the band in which it must end

Grey = NDArray[np.float32]


def compound(candidate: Candidate, least: float) -> bool:
    """`single-panel`: a picture has two panels or more, each at least `least` (0.1) of it."""
    return any(_separated(picture, least) for picture in candidate.pictures)


def _separated(picture: Picture, least: float) -> bool:
    grey = _grey(picture)
    return _has_separator(grey, least) or _has_separator(grey.T, least)


def _grey(picture: Picture) -> Grey:
    image = Image.fromarray(picture).convert("L")
    image.thumbnail((_LONGEST, _LONGEST), Image.Resampling.BOX)
    return np.asarray(image, np.float32)


def _has_separator(grey: Grey, least: float) -> bool:
    """Whether a band of columns divides grey [H, W] into panels."""
    width = grey.shape[1]
    margin = max(2, round(width * least))
    low, middle, high = np.percentile(grey, [1.0, 50.0, 99.0], axis=0)
    uniform = (high - middle < _UNIFORM) & (middle - low < _UNIFORM)
    content = np.flatnonzero(~uniform)
    if content.size == 0:
        return False
    inner = [
        (start, end)
        for start, end in _bands(uniform, middle)
        if start - content[0] >= margin and content[-1] + 1 - end >= margin
    ]
    return any(_divides(grey, start, end, float(middle[start])) for start, end in inner)


def _divides(grey: Grey, start: int, end: int, level: float) -> bool:
    """Whether content ends at both edges of the band [start, end), along most of its length."""
    before = grey[:, max(0, start - _REACH) : start]
    after = grey[:, end : end + _REACH]
    return all(
        float((np.abs(side - level).max(axis=1) > _STEP).mean()) >= _ALONG
        for side in (before, after)
    )


def _bands(uniform: NDArray[np.bool_], level: Grey) -> list[tuple[int, int]]:
    """[start, end) of each run of uniform lines of one level."""
    changes = np.abs(np.diff(level)) > _STEP
    changes |= uniform[1:] != uniform[:-1]
    edges = [0, *(np.flatnonzero(changes) + 1).tolist(), len(uniform)]
    return [(start, end) for start, end in pairwise(edges) if uniform[start]]
